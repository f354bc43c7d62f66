from django.db import migrations


def keep(apps, schema_editor):
    """Each record that was begun before has its end on file as well."""
    Act = apps.get_model("editorial", "Act")
    LogHead = apps.get_model("editorial", "LogHead")
    newest = {}
    acts = Act.objects.order_by("submission", "number")
    for act in acts.values("submission_id", "number", "digest").iterator():
        newest[act["submission_id"]] = act
    LogHead.objects.bulk_create(LogHead(**each) for each in newest.values())


class Migration(migrations.Migration):
    dependencies = [("editorial", "0011_the_desk_in_depth")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
