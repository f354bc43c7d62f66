"""Speech input presses letters: whoever uses it turns the board's single keys off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("authors", "0006_say_whom_they_are_bound_to")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="uses_keys",
            field=models.BooleanField(
                default=True,
                help_text="On the board of the desk.",
                verbose_name="single keys act for them",
            ),
        ),
    ]
