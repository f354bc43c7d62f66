"""What a column tells of itself: how it is worded, and what never gets into it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import time_machine
from django.apps import apps
from django.core import serializers

from articles import account as box
from authors.models import Interest
from editorial import (
    account,
    claims,
    declarations,
    furniture,
    gates,
    revisions,
)
from editorial import sources as given_sources
from editorial.claims import Checked, Summary
from editorial.declarations import AI, HELP, INTERESTS, Answer
from editorial.models import (
    Action,
    Claim,
    CounselNote,
    Found,
    Proven,
    SourceKind,
    Status,
)
from editorial.proof import proof_of
from editorial.sources import Origin
from editorial.telling import telling
from editorial.workflow import perform
from tests.factories import (
    make_author,
    make_checker,
    make_contributor,
    make_editor,
    make_submission,
    sign_as_author,
)

NONE = Summary(0, 0, 0, 0, 0, 0, 0, (), ())


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({}, ""),
        (
            {"statements": 1, "found": 1},
            "One statement of fact, checked by Sokha Em: found in a source.",
        ),
        (
            {"statements": 14, "found": 12, "softened": 1, "opinions": 1, "people": 1},
            "14 statements of fact, checked by Sokha Em: 12 found in a source, one "
            "softened, one left as opinion. One of them rests on a person’s word.",
        ),
        (
            {"statements": 2, "opinions": 2, "checkers": ("Sokha Em", "", "")},
            "Two statements of fact, checked by Sokha Em and the desk: each left as "
            "opinion.",
        ),
        (
            {"quotations": 1, "confirmed_by_people": 1},
            "Its one quotation was checked by Sokha Em and confirmed by the person who "
            "said it.",
        ),
        (
            {"statements": 1, "softened": 1, "quotations": 3, "confirmed_by_people": 1},
            "One statement of fact, checked by Sokha Em: softened. Its three "
            "quotations were confirmed, one of them by whoever said it.",
        ),
    ],
)
def test_what_was_checked_is_counted_in_words(found, words):
    told = dataclasses.replace(NONE, **{"checkers": ("Sokha Em",)} | found)

    assert account._checked(told) == words


# The authors' own answers


def answers(*, ai="Spelling and grammar", detail="", yes="", **help):
    return [
        *(
            Answer(each, "yes", "A field.", is_interest=True)
            if each.key == yes
            else Answer(each, "no")
            for each in INTERESTS
        ),
        *(Answer(each, help.get(each.key, "Nobody.")) for each in HELP),
        Answer(AI, ai, detail),
    ]


def both(piece, first, second):
    """A second author, who answers for themselves."""
    other = make_contributor("Bo Second").author
    piece.bylines.create(author=other, position=1)
    furniture.declare(piece, first, by=piece.contributor)
    furniture.declare(piece, second, by=other.user)
    return piece


@pytest.mark.django_db
def test_help_and_software_are_told_in_the_author_s_words(ines):
    plain = make_submission(contributor=ines, answers=answers())
    helped = make_submission(
        answers=answers(
            ai="Translation, Research",
            detail="a translator; I checked each line",
            suggested="My sister, over dinner.",
        )
    )
    untouched = make_submission(answers=answers(ai="Nothing at all", drafted="គ្មាន"))

    assert telling(plain).help_and_ai == (
        "Nobody suggested it, drafted any of it or read it before us. The author used "
        "software for spelling and grammar."
    )
    assert telling(helped).help_and_ai == (
        "Nobody drafted any of it or read it before us. Asked who suggested it, the "
        "author answers “My sister, over dinner”. The author used software for "
        "translation and for research. In the author’s words: “a translator; I checked "
        "each line.”"
    )
    assert telling(untouched).help_and_ai.endswith("No software helped with it.")


@pytest.mark.django_db
def test_two_authors_are_told_of_together_where_they_say_the_same(ines):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=answers())
    alike = telling(both(piece, answers(), answers()))
    apart = make_submission(Status.ACCEPTED, answers=answers())
    both(apart, answers(), answers(ai="Drafting", drafted="An agency"))

    assert "The authors used software for spelling and grammar." in alike.help_and_ai
    assert alike.other_interests == (
        "To each of our nine questions the authors answered “no”."
    )
    said = telling(apart).help_and_ai
    assert "Ines Duarte: Nobody suggested it, drafted any of it or read" in said
    assert "Bo Second: Nobody suggested it or read it before us. Asked who else" in said


@pytest.mark.django_db
def test_the_rest_of_the_nine_is_counted_only_where_it_tells_the_truth(omar):
    def told(piece, disclosure=""):
        piece.latest.disclosure = disclosure
        return telling(piece).other_interests

    clean = make_submission(Status.ACCEPTED, answers=answers())
    bound = make_submission(Status.ACCEPTED, answers=answers(yes="shares"))
    half = make_submission(Status.ACCEPTED, answers=answers())
    half.bylines.create(author=make_author("Cy Silent"), position=1)

    assert told(clean) == "To each of our nine questions the author answered “no”."
    assert told(bound, "She owns a field.") == (
        "To the other eight of our nine questions the author answered “no”."
    )
    assert told(bound) == ""  # not yet told of, or never
    assert told(clean, "Ines Duarte sits on a board.") == ""  # and did not say so
    assert told(half) == ""

    register = Interest.objects.create(
        author=clean.contributor.author, name="Salt Bank", relation="owns"
    )
    clean.interest_waivers.create(
        interest=register, reason="Of no weight here, and long over.", by=omar
    )

    assert told(clean) == ""


@pytest.mark.django_db
def test_of_what_was_answered_before_it_was_to_be_printed_nothing_is(monkeypatch):
    monkeypatch.setattr(declarations, "VERSION", 1)
    old = make_submission(answers=answers(suggested="A friend I shall not name."))
    monkeypatch.undo()

    proof = proof_of(old)

    assert (proof.other_interests, proof.help_and_ai) == ("", "")
    bare = dataclasses.replace(proof, other_interests="Something.")
    assert bare.fingerprint != proof.fingerprint


@pytest.mark.django_db
def test_another_answer_reopens_a_signature_and_the_desk_s_own_account_does_not(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, answers=answers())
    sign_as_author(piece)

    furniture.set_details(
        piece,
        section=piece.section,
        format=None,
        peg="",
        peg_until=None,
        why_we_ran="The mandate ends this month.",
        by=omar,
    )
    kept = gates.sign_off(piece)
    furniture.declare(piece, answers(ai="Drafting", detail="A."), by=piece.contributor)

    assert kept is None
    assert gates.sign_off(piece).words == "Ines Duarte has not signed this text"


# The whole account, and what is in no table of the readers

PAGE = "https://www.mrc.example/2026/report.pdf"
FACT = "The lake fell by two metres in 2026."
HEARD = "The boats stopped on 3 June."
SAID = "We were never asked about the dam"
BODY = f"{FACT} {HEARD} A boat is a road.\n\n“{SAID},” said Sok Dara, who fishes."
SECRETS = (
    *("012 345 678", "Sok Dara’s sister", "third minute", "counsel says", "Kelley"),
    *("seen by Mam Bora", "her own notes", "Salt Bank", "@desk.example"),
    "intranet",
)


@pytest.fixture
def told(db, omar):
    """Everything a desk knows of a column, some of it for readers."""
    piece = make_submission(
        Status.ACCEPTED,
        editor=omar,
        body=BODY,
        answers=answers(),
        why_you="I have her own notes.",
    )
    author = piece.contributor
    nameless = make_checker("")
    for sentence, kind, where in (
        (FACT, SourceKind.ADDRESS, "https://intranet/private"),
        (HEARD, SourceKind.PERSON, "Mam Bora, 012 345 678"),
    ):
        given_sources.add(piece, sentence, Origin(kind, where), by=author)
    found = {
        FACT: (Proven.LINK, f"{PAGE}, seen by Mam Bora"),
        HEARD: (Proven.CONFIRMED, "Mam Bora, 012 345 678"),
        SAID: (Proven.RECORDING, "third minute"),
    }
    note = "Sok Dara’s sister says so too; https://intranet/tape"
    for line in claims.ledger(piece):
        proven, where = found[line.sentence]
        said = Checked(line.sentence, Found.VERIFIED, proven, where, note)
        claims.record(claims.listed(piece, line), said, by=nameless)
    assert Claim.objects.filter(submission=piece).count() == 3
    CounselNote.objects.create(submission=piece, by=omar, text="counsel says no")
    Interest.objects.create(
        author=author.author, name="Salt Bank", relation="owned by Kelley"
    )
    furniture.set_details(
        piece,
        section=piece.section,
        format=None,
        peg="",
        peg_until=None,
        why_we_ran="Few who argue about the lake live on it; she does.",
        by=omar,
    )
    piece.refresh_from_db()
    return piece


def test_the_edition_keeps_what_the_author_was_shown_and_nothing_private(
    client, told, omar
):
    client.force_login(told.contributor)
    with time_machine.travel(dt.datetime(2026, 11, 19, 3, tzinfo=dt.UTC), tick=False):
        sign_as_author(told)
    before = client.get(f"/contribute/{told.pk}/proof/").context["about"]

    perform(told, Action.CLEAR, by=omar)

    edition = told.article.edition
    shown = box.rows(edition, authors=1)
    assert shown == before
    assert {row.name: row.words for row in shown} == {
        "Whose views": "A guest column. It argues its author’s case, not the paper’s.",
        "Why we ran it": "Few who argue about the lake live on it; she does.",
        "What was checked": "Two statements of fact, checked by the desk: each found "
        "in a source. One of them rests on a person’s word. Its one quotation was "
        "confirmed.",
        "Interests": "To each of our nine questions the author answered “no”.",
        "Help and AI": telling(told).help_and_ai,
        "Headline": "The author’s own; seen and signed with the text by the author on "
        "19 November 2026.",
        "Responsible editor": "Omar",
    }
    assert edition.citations == [{"address": PAGE, "said": FACT}]
    html = client.get(told.article.get_absolute_url()).content.decode()
    rows = serializers.serialize(
        "json",
        (
            row
            for model in apps.get_app_config("articles").get_models()
            for row in model._base_manager.all()
        ),
        ensure_ascii=False,
    )
    assert PAGE in html
    assert PAGE in rows
    for secret in SECRETS:
        assert secret not in html, secret
        assert secret not in rows, secret


@pytest.mark.parametrize(
    ("where", "address"),
    [
        (PAGE, PAGE),
        (f"{PAGE}, page 7; ask Dara", PAGE),
        ("javascript:alert(1)", ""),
        ("Dara said: https://a.example/", ""),
        ("https://me:secret@a.example/", ""),
        ("http://10.0.0.7/tape", ""),
        ("https://[::1]/", ""),
        ("http://files.desk.local/tape", ""),
        ('https://a.example/"><script>', ""),
    ],
)
def test_only_the_address_of_a_public_page_leaves_the_desk(where, address):
    assert claims.public_page(where) == address


@pytest.mark.django_db
def test_who_signed_and_who_read_is_told_of_this_text_alone(omar):
    piece = make_submission(
        Status.ACCEPTED, editor=omar, answers=answers(), headline="Mine"
    )
    sign_as_author(piece)
    editor = make_editor("Nora Second")
    fingerprint = proof_of(piece).fingerprint
    for reader in (omar, editor):
        piece.full_reads.create(
            revision=piece.latest, fingerprint=fingerprint, by=reader
        )
    told = account.account_of(piece, proof_of(piece))
    revisions.save(piece, {"headline": "The desk’s"}, by=omar, base=1)
    piece.refresh_from_db()
    later = account.account_of(piece, proof_of(piece))

    assert told.read_in_full == "who read it in full, as did one other at the desk"
    assert told.headline_by.startswith("The author’s own; seen and signed")
    assert later.read_in_full == ""
    assert later.headline_by == "Written by the desk."
