"""The ledger's page: who reads it, who writes in it, and what a late click meets."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from editorial import claims, revisions
from editorial.models import Assignment, Claim, Finding, Status, Task
from editorial.workflow import state_of
from tests.editorial.desk.conftest import rolled_back
from tests.factories import make_submission

pytestmark = pytest.mark.django_db

FACT = "The dam took forty villages in 2019."
BODY = (
    f"{FACT} It was a mistake.\n\n“Nobody ever asked us,” said Sok Dara. A “hard” word."
)


@pytest.fixture
def piece(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=BODY)
    claims.mark(piece, FACT, by=omar)
    return piece


def address(piece) -> str:
    return reverse("admin:desk_claims", args=[piece.pk])


def said(number=2, **more):
    words = {1: "Nobody ever asked us,", 2: FACT}.get(number, FACT)
    return {
        "do": "find",
        "claim": number,
        "words": words,
        "found": "verified",
        "proven_by": "link",
        "where": "https://example.org/dam",
        "note": "Two papers agree.",
    } | more


def test_a_checker_finds_and_the_next_open_claim_is_opened(
    client, checker, piece, stores
):
    client.force_login(checker)
    page = client.get(f"{address(piece)}?claim=2").content.decode()

    copy = SimpleUploadedFile("dam.txt", b"As it was that day.")
    answer = client.post(address(piece), said(copy=copy), follow=True)

    shown = answer.content.decode()
    assert "Keep the finding" in page
    assert answer.redirect_chain[0][0].endswith("?claim=1#claim-1")
    assert "Claim 2: Verified. 1 to go." in shown
    assert "Saved copy: dam.txt" in shown
    assert "1 verified, 1 open; 1 quotation among them" in shown.replace("\n", " ")
    assert "“hard”" in shown
    assert Finding.objects.get().by == checker


def test_the_gate_says_what_is_open_and_who_was_asked(client, omar, checker, piece):
    gate = next(each for each in state_of(piece).blockers if each.mend == "claims")
    Assignment.objects.create(
        submission=piece, task=Task.CHECK, to=checker, by=omar, due_at=piece.stage_since
    )
    client.force_login(omar)

    page = client.get(reverse("admin:desk_piece", args=[piece.pk])).content.decode()
    asked = next(each for each in state_of(piece).blockers if each.mend == "claims")

    assert gate.words == "1 claim is open; 1 quotation is not confirmed"
    assert (gate.who, asked.who) == ("The desk", "Fay")
    assert f'href="{address(piece)}"' in page


def test_a_stale_page_shows_the_new_words_and_keeps_what_was_typed(
    client, omar, checker, piece
):
    client.force_login(checker)
    now = FACT.replace("forty", "ninety")
    body = BODY.replace(FACT, now)
    revisions.save(piece, {"body": body}, by=omar, base=piece.latest.number)

    answer = client.post(address(piece), said())
    again = client.post(address(piece), said(words=now))

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert f"“{now}”" in shown
    assert f'name="words" value="{now}"' in shown
    assert "Two papers agree." in shown
    assert again.status_code == 302
    assert Finding.objects.get().sentence == now


def test_words_taken_out_meanwhile_leave_what_was_typed_to_copy(
    client, omar, checker, piece
):
    client.force_login(checker)
    body = BODY.replace(f"{FACT} ", "")
    revisions.save(piece, {"body": body}, by=omar, base=piece.latest.number)

    answer = client.post(address(piece), said())

    assert answer.status_code == 409
    assert "Two papers agree." in answer.content.decode()
    assert not Finding.objects.exists()


def test_bad_answers_are_told_beside_the_field_and_lose_nothing(client, checker, piece):
    client.force_login(checker)

    bare = client.post(address(piece), said(found=""))
    unsaid = client.post(address(piece), said(number=1, where=" "))
    odd = client.post(address(piece), said(claim="99999999999"))
    nothing = client.post(address(piece), {"do": "fly"})

    assert "Say what you found." in bare.content.decode()
    assert "Two papers agree." in unsaid.content.decode()
    assert "Say where" in unsaid.content.decode()
    assert [each.status_code for each in (bare, unsaid, odd, nothing)] == [
        422,
        422,
        404,
        400,
    ]
    assert not Finding.objects.exists()


def test_who_may_open_the_ledger_and_who_may_write_in_it(client, cast, piece):
    author = piece.contributor
    reads, writes, marks = {}, {}, {}
    for name, person in (cast | {"author": author}).items():
        with rolled_back():
            client.logout()
            if person:
                client.force_login(person)
            reads[name] = client.get(address(piece)).status_code
            writes[name] = client.post(address(piece), said()).status_code
            mark = {"do": "mark", "sentence": "It was a mistake."}
            marks[name] = client.post(address(piece), mark).status_code

    at_desk = set(cast) - {"nobody", "ines", "stranger"}
    assert {name for name, code in reads.items() if code == 200} == at_desk
    assert {name for name, code in writes.items() if code == 302} - {"nobody"} == (
        at_desk - {"counsel"}
    )
    assert writes["counsel"] == marks["counsel"] == 403
    assert writes == marks
    assert not Finding.objects.exists()


def test_an_editor_may_not_check_her_own_piece(client, publisher):
    own = make_submission(Status.ACCEPTED, contributor=publisher, body=BODY)
    client.force_login(publisher)

    assert client.post(address(own), said(1)).status_code == 404


def test_a_piece_that_has_ended_is_read_and_not_checked(client, omar, checker, piece):
    client.force_login(checker)
    type(piece).objects.filter(pk=piece.pk).update(status=Status.SPIKED)

    page = client.get(f"{address(piece)}?claim=2").content.decode()
    answer = client.post(address(piece), said())

    assert "Keep the finding" not in page
    assert answer.status_code == 409
    assert "Two papers agree." in answer.content.decode()


def test_marked_and_taken_off_again(client, checker, piece):
    client.force_login(checker)
    client.get(f"{address(piece)}?mark=yes")

    marked = client.post(
        address(piece), {"do": "mark", "sentence": "It was a mistake."}
    )
    gone = client.post(address(piece), {"do": "mark", "sentence": "It was not said."})
    dropped = client.post(address(piece), said(3, words="It was") | {"do": "drop"})

    assert marked.url.endswith("?claim=3#claim-3")
    assert gone.status_code == 409
    assert "off the list" in " ".join(
        str(each) for each in get_messages(dropped.wsgi_request)
    )
    assert Claim.objects.get(submission=piece, number=3).dropped_at


def test_three_claims_cost_what_one_costs(
    client, omar, checker, django_assert_max_num_queries
):
    asked = []
    for count in (1, 3):
        lines = [f"Village {n} lost {n} houses to the river." for n in range(count)]
        piece = make_submission(Status.ACCEPTED, editor=omar, body=" ".join(lines))
        client.force_login(checker)
        for line in lines:
            number = claims.mark(piece, line, by=omar).number
            client.post(address(piece), said() | {"claim": number, "words": line})
        with django_assert_max_num_queries(60) as queries:
            client.get(address(piece))
        asked.append(len(queries))

    assert asked[0] == asked[1]
