from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0008_know_other_windows_and_the_same_text")]

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
