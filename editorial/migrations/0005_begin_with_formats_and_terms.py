"""What a paper starts with: four formats, plain terms, and its open promises."""

from django.db import migrations

FORMATS = (
    ("Column", "column", "One argument, with the facts it stands on.", 600, 900, False),
    ("Long read", "long-read", "An argument that needs room.", 1000, 2000, False),
    ("Reply", "reply", "An answer to a column of ours.", 300, 700, True),
    ("Letter", "letter", "A short word on a column of ours.", 80, 300, True),
)
LICENCE = (
    "You keep the copyright. You give us the right to publish this column first, and "
    "to keep it on our pages and in our archive. After it has run you may publish it "
    "elsewhere, if you say that it appeared here first. We do not sell it on without "
    "asking you.\n\n"
    "The desk edits and writes the headline. Nothing runs until you have signed the "
    "very text that readers will see. Should a named editor ever have to run it "
    "without, we write to you at once who decided it and why, and it stays on record. "
    "If you find an error after that, tell us."
)
PAYMENT = "We do not pay for columns, unless the desk offers you a fee for this one."


def begin(apps, schema_editor):
    Format = apps.get_model("editorial", "Format")
    for position, (name, slug, about, least, most, answers) in enumerate(FORMATS):
        Format.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name, "about": about, "position": position,
                "words_least": least, "words_most": most, "answers_a_column": answers,
            },
        )
    Terms = apps.get_model("editorial", "Terms")
    if not Terms.objects.exists():
        Terms.objects.create(version=1, licence=LICENCE, payment=PAYMENT)
    Submission = apps.get_model("editorial", "Submission")
    Submission.objects.exclude(status="draft").filter(format=None).update(
        format=Format.objects.get(slug="column")
    )
    Promise = apps.get_model("editorial", "Promise")
    open_ = Submission.objects.filter(status="submitted", answer_by__isnull=False)
    Promise.objects.bulk_create(
        Promise(submission=piece, made_at=piece.stage_since, due_at=piece.answer_by)
        for piece in open_
    )


class Migration(migrations.Migration):
    dependencies = [("editorial", "0004_the_contributor_s_side")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
