from django.db import migrations


class Migration(migrations.Migration):
    """The digest of a whole text finds less than its fingerprints do."""

    dependencies = [("editorial", "0015_begin_with_rules_of_style")]

    operations = [
        migrations.RemoveField(model_name="submission", name="text_digest"),
    ]
