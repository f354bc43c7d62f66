from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0005_begin_with_formats_and_terms")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="answers",
            field=models.JSONField(
                default=list,
                help_text="What they answered while it is a draft, until it is sent.",
            ),
        ),
    ]
