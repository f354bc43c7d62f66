from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0008_know_other_windows_and_the_same_text")]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="version",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="Of all that was asked, as editorial.declarations counts.",
            ),
        ),
    ]
