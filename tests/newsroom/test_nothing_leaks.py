"""What stays at the desk stays there: no page, mail or file of an author or a reader
can read it, and a sentence planted in each such table is found nowhere."""

from __future__ import annotations

import ast
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core import mail
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from editorial import furniture, holds, outbox, signing, talk
from editorial.models import (
    Assignment,
    Claim,
    Comment,
    CounselNote,
    Decision,
    Finding,
    IdentityCheck,
    Inquiry,
    InquiryStep,
    Letter,
    NamedPerson,
    Note,
    Status,
    Submission,
    TierCall,
    Unsaved,
)
from tests.factories import make_contributor, make_submission

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = {
    *("Note", "Comment", "CounselNote", "NamedPerson", "Inquiry", "InquiryStep"),
    *("IdentityCheck", "Finding", "TierCall", "Unsaved", "Assignment", "Mention"),
}
REACHED_BY = {
    *("notes", "comments", "counsel_notes", "named_people", "inquiries"),
    *("identity_checks", "findings", "tier_calls", "unsaved", "assignments"),
    *("mentions", "legal_reads", "full_reads"),
}
OUTWARD = [
    *sorted((ROOT / "editorial/contribute").glob("*.py")),
    *(ROOT / "editorial" / name for name in ("notices.py", "outbox.py", "replies.py")),
    *sorted((ROOT / "articles").glob("*.py")),
    *sorted((ROOT / "authors").glob("*.py")),
]
OUTWARD_PAGES = [
    page
    for page in (ROOT / "templates").rglob("*.*")
    # the evidence file is for those who may read it; its own tests try it
    if not {"admin", "desk", "evidence"} & set(page.parts)
]
DELETES = {"_delete"}  # of the packing of a piece's data: what is purged is not read
SENTINEL = "Xyzzy-the-minister-paid-for-it"


def reads(tree):
    """Every name by which one of those tables could be reached."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (each.name for each in node.names if each.name in PRIVATE)
        if isinstance(node, ast.Name) and node.id in PRIVATE:
            yield node.id
        if isinstance(node, ast.Attribute) and node.attr in PRIVATE | REACHED_BY:
            yield node.attr
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            looked_up = set(node.value.split("__"))
            yield from looked_up & REACHED_BY if "__" in node.value else ()


def test_nothing_that_faces_outward_can_name_what_stays_at_the_desk():
    found = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in OUTWARD
        for name in reads(ast.parse(file.read_text()))
    }
    keeping = ast.parse((ROOT / "editorial/keeping.py").read_text())
    keeping.body = [
        node for node in keeping.body if getattr(node, "name", "") not in DELETES
    ]
    found |= {f"keeping: {name}" for name in reads(keeping)}
    word = re.compile(rf"(?<!form)\.({'|'.join(REACHED_BY)})\b")
    found |= {
        f"{page.relative_to(ROOT)}: {name}"
        for page in OUTWARD_PAGES
        for tag in re.findall(r"{[{%].*?[}%]}", page.read_text())
        for name in word.findall(tag)
    }

    assert found == set()


def plant(piece, by):
    """One such sentence in each table of the desk's own."""
    now, text = timezone.now(), SENTINEL
    shared = {"submission": piece, "by": by}
    Note.objects.create(**shared, text=text)
    Comment.objects.create(**shared, revision=piece.latest, text=text, quote="first")
    CounselNote.objects.create(**shared, text=text)
    NamedPerson.objects.create(**shared, name=text, imputation=text)
    inquiry = Inquiry.objects.create(**shared, why=text, score=text[:40])
    InquiryStep.objects.create(inquiry=inquiry, asked="call", what_came=text, by=by)
    IdentityCheck.objects.create(
        **shared, author=piece.authors[0], line="call", how=text
    )
    claim = Claim.objects.create(
        submission=piece, number=99, origin="desk", sentence="first", made_by=by
    )
    Finding.objects.create(
        claim=claim,
        revision=piece.latest,
        sentence="first",
        found="cut",
        where=text,
        note=text,
        by=by,
    )
    TierCall.objects.create(**shared, tier=2, reason=text)
    Unsaved.objects.create(
        submission=piece, user=by, base=1, typed={"body": text}, at=now
    )
    Assignment.objects.create(**shared, task="check", to=by, note=text, due_at=now)


def contributor_pages():
    contribute = next(
        each
        for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and each.app_name == "contribute"
    )
    for entry in contribute.url_patterns:
        names = set(entry.pattern.converters)
        if names <= {"pk"}:
            yield entry.name, bool(names)


def everything(client, pieces):
    """All that a person is answered at every page of theirs, zips opened."""
    for name, of_a_piece in contributor_pages():
        for piece in pieces if of_a_piece else [None]:
            args = [piece.pk] if piece else []
            answer = client.get(reverse(f"contribute:{name}", args=args))
            content = b"".join(answer) if answer.streaming else answer.content
            yield name, content
            if content[:2] == b"PK":
                with zipfile.ZipFile(io.BytesIO(content)) as kept:
                    for inner in kept.namelist():
                        yield f"{name}: {inner}", kept.read(inner)


@pytest.mark.django_db
def test_a_sentence_planted_in_every_table_of_the_desk_is_found_nowhere_outside(
    client, omar, stranger, settings
):
    pieces = [
        make_submission(Status.SUBMITTED, editor=omar),
        make_submission(Status.REVISING, editor=omar),
        make_submission(Status.ACCEPTED, editor=omar),
        make_submission(Status.CLEARED, editor=omar),
    ]
    second = make_contributor("Bo Second")
    accepted, live = pieces[2], pieces[3]
    furniture.set_byline(accepted, [*accepted.authors, second.author], by=omar)
    holds.take(accepted, by=omar)
    for piece in Submission.objects.filter(pk__in=[each.pk for each in pieces]):
        plant(piece, omar)
    settings.UNDO_MINUTES = 10  # a letter that waits is not theirs yet either
    talk.write_to_author(pieces[0], SENTINEL, by=omar)
    Decision.objects.create(
        submission=pieces[0],
        action="decline",
        by=omar,
        note=SENTINEL,
        details={"wording": {"subject": SENTINEL, "body": SENTINEL}},
        seen=1,
        due_at=timezone.now() + dt.timedelta(minutes=9),
    )
    settings.UNDO_MINUTES = 0
    signing.send_proof(accepted, by=omar)
    talk.write_to_author(accepted, "A word.", by=omar)
    talk.write_to_desk(accepted, "An answer.", by=accepted.contributor)
    outbox.deliver_due()

    seen = {}
    people = {piece.contributor for piece in pieces} | {second, stranger}
    for person in people:
        client.force_login(person)
        seen |= {
            (person.email, where, number): content
            for number, (where, content) in enumerate(everything(client, pieces))
        }
    client.logout()
    article = live.article
    for address in (
        *("/", "/feed.rss", "/feed.atom", "/sitemap.xml", "/search/?q=first"),
        article.get_absolute_url(),
        article.edition.bylines.first().author.get_absolute_url(),
    ):
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        seen["", address, 0] = content

    assert len(seen) > 300
    assert sum(SENTINEL in each.body for each in mail.outbox) == 0
    left = Letter.objects.exclude(kind="message", is_held=True)
    assert not left.filter(body__contains=SENTINEL).exists()
    assert [
        where for where, content in seen.items() if SENTINEL.encode() in content
    ] == []
