"""The lawyer's read, who was asked for their side, and advice for few eyes."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from authors.models import MailPace, Role, User
from editorial import access, holds, keeping, legal, log, signing, tiers
from editorial.models import (
    Action,
    CounselNote,
    LegalOutcome,
    Look,
    NamedPerson,
    ReplySought,
    Status,
    Tier,
)
from editorial.proof import proof_of
from editorial.workflow import perform, state_of
from tests.conftest import staff
from tests.editorial.test_tiers import TAYLOR
from tests.factories import make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece(omar, counsel):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=TAYLOR)
    seen = tiers.proposed(piece).mark
    tiers.confirm(piece, Tier.TWO, by=omar, seen=seen)
    return piece


def lack(piece):
    found = [each for each in state_of(piece).blockers if each.mend == "legal"]
    return found[0].words if found else ""


def decide(piece, outcome, by, words=""):
    return legal.decide(piece, proof_of(piece).fingerprint, outcome, words, by=by)


def test_a_text_of_tier_two_waits_for_the_lawyer_and_an_edit_sends_it_back(
    piece, omar, counsel
):
    waits = lack(piece)
    decide(piece, LegalOutcome.CHANGES, counsel, "Say who calls them that.")
    changes = lack(piece)
    decide(piece, LegalOutcome.CLEAR, counsel)
    decide(piece, LegalOutcome.CLEAR, counsel)
    cleared = (lack(piece), legal.flags(piece), piece.legal_reads.count())
    words = {"body": TAYLOR.replace("are known", "are said to be")}
    signing.save(piece, words, by=omar, base=piece.latest.number)

    assert waits == "This text needs a legal read"
    assert changes == "The lawyer, Lea: only with changes"
    assert cleared == ("", [], 2)
    assert lack(piece) == "This text has changed since the lawyer read it"
    assert legal.flags(piece) == ["lawyer"]
    assert log.problems(piece) == []


def test_lawyers_hear_of_a_tier_that_needs_them_and_the_desk_of_what_came_of_it(
    piece, omar, edith, counsel, publisher
):
    asked = piece.letters.filter(kind="desk-legal-asked")
    once = [each.to for each in asked]
    again = tiers.proposed(piece).mark
    tiers.confirm(piece, Tier.TWO, by=omar, seen=again)
    why = "He runs a party, and speaks for it here."
    slow = staff("Lou", Role.LEGAL)
    slow.mail_pace = MailPace.DAILY
    slow.save()
    tiers.confirm(piece, Tier.THREE, by=omar, seen=again, reason=why)
    told = asked.order_by("pk").last()
    tiers.answer_for(piece, edith, by=omar)
    decide(piece, LegalOutcome.CHANGES, counsel, "Say who calls them that.")
    decide(piece, LegalOutcome.CHANGES, counsel, "Say who calls them that.")
    answered = piece.letters.get(kind="desk-legal-decided")
    decide(piece, LegalOutcome.CLEAR, counsel)
    tiers.confirm(piece, Tier.TWO, by=omar, seen=again)

    assert once == [counsel.email]
    assert [each.to for each in asked.all()] == [counsel.email] * 2
    assert slow.digest_items.get().words == f"Needs a legal read: {piece.headline}"
    assert f"/admin/desk/{piece.pk}/legal/" in told.body
    assert "risk tier 3" in told.body
    assert "only with changes" in answered.subject
    assert answered.to == edith.email
    assert "Say who" not in answered.body
    assert TAYLOR[:40] not in told.body


def test_what_came_of_a_read_reaches_somebody_where_nobody_answers_or_holds_it(
    piece, omar, edith, counsel, publisher, checker
):
    letters = piece.letters.filter(kind="desk-legal-decided").order_by("pk")

    def told(words):
        before = set(letters.values_list("pk", flat=True))
        decide(piece, LegalOutcome.NO, counsel, words)
        return {each.to for each in letters.exclude(pk__in=before)}

    piece.responsible, piece.holder = None, None
    piece.save()
    of_nobody = told("It cannot be shown.")
    holds.take(piece, by=edith)
    piece.refresh_from_db()
    of_a_holder = told("Still not.")
    piece.responsible = omar
    piece.save()
    of_who_answers = told("No.")
    omar.is_active = False
    omar.save()
    piece.refresh_from_db()
    of_who_left = told("Never.")

    assert of_nobody == {omar.email, edith.email, publisher.email}
    assert of_a_holder == of_who_left == {edith.email}
    assert of_who_answers == {omar.email}


def test_only_a_lawyer_decides_and_says_what_must_change(
    piece, omar, publisher, counsel
):
    root = User.objects.create_superuser("root@desk.example", "x", name="Root")

    for each in (omar, publisher, root):
        with pytest.raises(PermissionDenied):
            decide(piece, LegalOutcome.CLEAR, each)
    with pytest.raises(legal.Refused, match="what must change"):
        decide(piece, LegalOutcome.NO, counsel)
    with pytest.raises(legal.Changed):
        legal.decide(piece, "0" * 64, LegalOutcome.CLEAR, by=counsel)


def test_oliver_taylor_whoever_is_accused_must_be_asked_for_their_side(
    piece, omar, counsel
):
    decide(piece, LegalOutcome.CLEAR, counsel)

    proposed = [each.name for each in legal.proposals(piece)]
    legal.put_down(piece, proposed[0], by=omar, imputation="Sympathy with terror")
    to_ask = lack(piece)
    with pytest.raises(legal.Refused, match="what they answered"):
        legal.put_down(piece, proposed[0], by=omar, reply=ReplySought.ANSWERED)
    legal.put_down(
        piece,
        proposed[0],
        by=omar,
        reply=ReplySought.ANSWERED,
        reply_note="Denied it by mail on 20 November.",
    )

    assert proposed == ["Mazen Masri", "Ryvka Barnard"]
    assert to_ask == "Not asked for their side: Mazen Masri"
    assert lack(piece) == ""
    assert [each.name for each in legal.proposals(piece)] == ["Ryvka Barnard"]
    assert NamedPerson.objects.count() == 1
    assert piece.acts.filter(action="named").count() == 2


def test_counsels_notes_open_to_the_lawyer_and_the_responsible_editor_alone(
    piece, omar, edith, publisher, counsel, checker, client
):
    root = User.objects.create_superuser("root@desk.example", "x", name="Root")
    url, secret = f"/admin/desk/{piece.pk}/counsel/", "Settle before it runs"
    legal.advise(piece, secret, by=counsel)
    answers, told = {}, {}

    for each in (omar, edith, publisher, counsel, checker, root):
        client.force_login(each)
        answer = client.get(url)
        answers[each.name] = answer.status_code
        parts = ("", "legal/", "risk/", "history/", "letters/", "identity/")
        pages = [client.get(f"/admin/desk/{piece.pk}/{part}") for part in parts]
        told[each.name] = any(secret in page.content.decode() for page in pages)
    posted = client.post(url, {"text": "Let me in"}).status_code

    assert answers == {
        **{"Omar": 200, "Lea": 200},
        **{"Edith": 403, "Pia": 403, "Fay": 403, "Root": 403},
    }
    assert set(told.values()) == {False}
    assert posted == 403
    seen = Look.objects.filter(what="counsel").order_by("pk")
    assert list(seen.values_list("by_name", "said")) == [
        ("Lea", "A note written"),
        ("Omar", ""),
        ("Lea", ""),
    ]
    assert access.problems() == []
    with pytest.raises(PermissionDenied):
        legal.counsel(piece, by=publisher)


def test_an_editor_who_answers_no_longer_reads_no_note_any_more(piece, omar, edith):
    legal.advise(piece, "Wait for the ruling.", by=omar)

    tiers.answer_for(piece, edith, by=omar)

    assert not legal.may_see_counsel(omar, piece)
    assert [each.text for each in legal.counsel(piece, by=edith)] == [
        "Wait for the ruling."
    ]


def test_a_purge_takes_the_notes_the_list_and_the_reads_along(piece, omar, counsel):
    tiers.read(piece, proof_of(piece).fingerprint, by=omar)
    decide(piece, LegalOutcome.NO, counsel, "It cannot be shown.")
    legal.put_down(piece, "Ryvka Barnard", by=omar)
    legal.advise(piece, "Keep nothing.", by=counsel)
    perform(piece, Action.SPIKE, by=omar, note="The lawyer said no.")

    keeping.purge(piece, by=piece.contributor)

    assert not CounselNote.objects.exists()
    assert not NamedPerson.objects.exists()
    assert not piece.full_reads.exists()
    assert log.problems(piece) == []


@pytest.mark.parametrize("part", ["risk/", "legal/"])
def test_the_pages_cost_the_same_for_one_and_for_three(
    piece, omar, counsel, client, part, django_assert_max_num_queries
):
    client.force_login(counsel)
    url = f"/admin/desk/{piece.pk}/{part}"

    def cost():
        client.get(url)
        with django_assert_max_num_queries(60) as asked:
            client.get(url)
        return len(asked)

    legal.put_down(piece, "Ana Ruiz", by=omar)
    tiers.read(piece, proof_of(piece).fingerprint, by=omar)
    decide(piece, LegalOutcome.CLEAR, counsel)
    one = cost()
    for n in range(2):
        legal.put_down(piece, f"Ben Ruiz {n}", by=omar)
        decide(piece, LegalOutcome.CHANGES, counsel, f"Change {n}.")

    assert cost() == one
