"""How long a column is wanted is said by its format, no longer by its section."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_keep_each_section_s_own_calendar"),
        ("editorial", "0005_begin_with_formats_and_terms"),
    ]

    operations = [
        migrations.RemoveConstraint("section", "section_word_range_runs_upwards"),
        migrations.RemoveField("section", "words_least"),
        migrations.RemoveField("section", "words_most"),
    ]
