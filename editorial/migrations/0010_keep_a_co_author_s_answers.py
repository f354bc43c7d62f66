from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0009_number_the_questions")]

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
