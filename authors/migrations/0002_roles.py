"""The roles of the paper, as groups. What each may do is in editorial/rules.py."""

from django.db import migrations

ROLES = ["contributor", "editor", "copy editor", "fact-checker", "legal", "publisher"]


def make_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


def drop_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("authors", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(make_roles, drop_roles)]
