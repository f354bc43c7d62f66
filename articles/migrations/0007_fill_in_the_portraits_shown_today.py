"""What readers see beside a name today is what stays there."""

from django.db import migrations

THAW = {
    "postgresql": "DROP TRIGGER IF EXISTS articles_byline_frozen_update "
    "ON articles_byline",
    "sqlite": "DROP TRIGGER IF EXISTS articles_byline_frozen_update",
}


def fill(apps, schema_editor):
    """Editions are frozen by a trigger, put back after every ``migrate``."""
    Byline = apps.get_model("articles", "Byline")
    schema_editor.execute(THAW[schema_editor.connection.vendor])
    shown = Byline.objects.exclude(author__portrait="").select_related("author")
    for byline in shown.iterator():
        Byline.objects.filter(pk=byline.pk).update(
            portrait=byline.author.portrait.name,
            portrait_credit=byline.author.portrait_credit,
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_keep_the_portrait_of_that_day")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
