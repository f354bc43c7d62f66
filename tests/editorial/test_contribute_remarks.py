"""The author's answers at the proof: pages, refusals, and nothing typed lost."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
import time_machine
from django.utils.html import strip_tags

from authors import zones
from editorial import changes, holds, remarks, signing
from editorial.contribute import remarks as pages
from editorial.contribute.proof import CHANGED, NOTHING_TO_MEND
from editorial.models import (
    Action,
    Letter,
    Override,
    Remark,
    SignOff,
    Status,
    Verdict,
)
from editorial.proof import proof_of
from editorial.workflow import perform
from tests.factories import make_contributor, make_editor, make_submission

pytestmark = pytest.mark.django_db
BODY = "First paragraph.\n\nThe money was cut off in early 2025."


@pytest.fixture
def malis(db):
    return make_editor("Malis Keo")


@pytest.fixture
def piece(client, ines, malis):
    client.force_login(ines)
    piece = make_submission(
        Status.ACCEPTED, contributor=ines, editor=malis, body=BODY, headline="Quiet"
    )
    edit(piece, malis, headline="Now quiet", body=BODY.replace("cut off", "frozen"))
    signing.send_proof(piece, by=malis)
    return piece


def edit(piece, malis, **words):
    signing.save(piece, words, by=malis, base=piece.latest.number)


def look(client, piece, part="proof/"):
    return client.get(f"/contribute/{piece.pk}/{part}").content.decode()


def post(client, piece, part, **said):
    return client.post(f"/contribute/{piece.pk}/proof/{part}/", said)


def keys(piece, ines):
    return [
        each.key
        for each in changes.since_last_seen(piece, proof_of(piece), ines).changes
    ]


def sign(client, piece, **said):
    said = {"fingerprint": proof_of(piece).fingerprint, "read": "on"} | said
    return post(client, piece, "sign", **said)


def test_each_change_is_a_card_with_its_neighbours(client, piece):
    page = look(client, piece)

    assert re.findall(r'<li class="change" id="(c-\d)"', page) == ["c-1", "c-2"]
    assert '<a href="#c-2">Change 2' in page
    assert "0 answered, 2 to go" in page
    assert "Accept all of them (2)" in page


def test_an_answer_leads_to_the_next_change(client, piece, ines):
    first, second = keys(piece, ines)

    to = [
        post(client, piece, "change", change=key, verdict="accept").url.split("#")[1]
        for key in (first, second)
    ]

    assert to == ["c-2", "answered"]
    assert "2 answered, 0 to go" in look(client, piece)


def test_an_objection_is_shown_with_what_the_desk_answers(client, piece, ines, malis):
    post(
        client,
        piece,
        "change",
        change=keys(piece, ines)[1],
        verdict="object",
        text="It was cut off.",
    )
    assert "Waits for the desk’s answer." in look(client, piece)
    remarks.answer(piece, Remark.objects.get().pk, "The record says so.", by=malis)

    for part in ("proof/", ""):
        page = look(client, piece, part)
        assert "It was cut off." in page
        assert "Malis Keo answers:</b> The record says so." in page


def test_a_comment_without_words_is_asked_for_them_in_its_card(client, piece, ines):
    answer = post(
        client, piece, "change", change=keys(piece, ines)[1], verdict="comment"
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write your comment first, then send it." in page
    assert 'id="say-2" aria-invalid="true"' in page
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"verdict": "accept", "change": "nonsense"},
        {"verdict": "misstates", "change": "0" * 64},
        {"verdict": "", "change": "0" * 64},
        {"change": "0" * 64},
        {},
    ],
)
def test_an_answer_that_is_none_is_refused_in_words(client, piece, said):
    answer = post(client, piece, "change", **said)

    assert answer.status_code in (409, 422)
    assert not Remark.objects.exists()


def test_words_on_a_change_that_is_gone_are_kept(client, piece, ines, malis):
    key = keys(piece, ines)[1]
    edit(piece, malis, body=BODY.replace("cut off", "paused"))

    answer = post(
        client, piece, "change", change=key, verdict="object", text="Keep my words."
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert pages.GONE in page
    assert "Keep my words.</textarea>" in page
    assert not Remark.objects.exists()


def test_after_a_withdrawal_words_are_kept_and_nothing_is_said(client, piece, ines):
    key = keys(piece, ines)[0]
    perform(piece, Action.WITHDRAW, by=ines, note="Elsewhere.")

    answer = post(client, piece, "change", change=key, verdict="object", text="No.")

    assert answer.status_code == 409
    assert NOTHING_TO_MEND in answer.content.decode()
    assert sign(client, piece).status_code == 409
    assert not SignOff.objects.exists()


def test_the_rest_is_accepted_in_one_press(client, piece, ines):
    shown = keys(piece, ines)
    post(client, piece, "change", change=shown[0], verdict="object", text="No.")

    post(client, piece, "accept", change=shown)

    verdicts = [each.verdict for each in Remark.objects.order_by("pk")]
    assert verdicts == [Verdict.OBJECT, Verdict.ACCEPT]


@pytest.mark.parametrize("field", ["headline", "social_title", "search_title"])
def test_a_title_that_misstates_its_author_is_said_at_the_title(client, piece, field):
    said = {"field": field, "title": "Now quiet", "text": "They are not."}

    answer = post(client, piece, "misstates", **said)

    page = look(client, piece)
    assert answer.url.endswith(f"/proof/#t-{field}")
    assert "You say that this misstates you:</b> They are not." in page
    assert "Take this back" in page


def test_an_author_takes_their_own_point_back_and_nobody_else_s(
    client, piece, ines, malis
):
    friend = make_contributor("Dara Lim")
    piece.bylines.create(author=friend.author, position=1)
    mine = remarks.misstates(piece, "headline", "Now quiet", by=ines)
    hers = remarks.misstates(piece, "headline", "Now quiet", by=friend)

    for point in (mine, hers):
        post(client, piece, "take-back", point=point.pk)

    assert list(Remark.objects.open_points()) == [hers]


def test_i_am_done_sends_the_desk_one_letter(client, piece, ines, malis):
    holds.take(piece, by=malis)
    for key in keys(piece, ines):
        post(client, piece, "change", change=key, verdict="object", text="No.")
    assert "I am done with the changes" in look(client, piece)

    post(client, piece, "done")

    assert Letter.objects.filter(kind="desk-remarks", to=malis.email).count() == 1
    assert "I am done with the changes" not in look(client, piece)


def test_a_lapsed_signature_says_which_words_changed_on_both_pages(
    client, piece, malis
):
    sign(client, piece)
    edit(piece, malis, body=BODY.replace("cut off", "paused"))
    signing.send_proof(piece, by=malis)

    for part in ("proof/", ""):
        page = look(client, piece, part)
        assert "Your signature has lapsed" in page
        assert "the desk changed 1 word." in page
        assert '<del><span class="unseen">Removed: </span>frozen</del>' in page
        assert "Now quiet</ins>" not in page


def test_signing_what_changed_a_second_ago_shows_the_change(client, piece, malis):
    opened = {
        "fingerprint": proof_of(piece).fingerprint,
        "opened": piece.latest.number,
        "read": "on",
    }
    edit(piece, malis, standfirst="Nobody has seen this line.")

    answer = post(client, piece, "sign", **opened)

    page = answer.content.decode()
    meanwhile = page[page.index("Changed since you opened it") :].split("</section>")[0]
    assert answer.status_code == 409
    assert CHANGED in page
    assert "Nobody has seen this line" in meanwhile
    assert "frozen" not in meanwhile
    assert not SignOff.objects.exists()


def test_consent_to_fixes_is_ticked_with_its_rule_in_sight(client, piece, malis):
    page = look(client, piece)
    assert "The desk may mend typographical slips after I sign" in page
    assert "Never a number, a name, a “not” or the like" in page

    sign(client, piece, allows_fixes="on")

    signed = SignOff.objects.get()
    assert signed.allows_fixes
    with time_machine.travel(signed.at + dt.timedelta(days=1)):
        edit(
            piece,
            malis,
            body=piece.latest.body.replace("First paragraph", "First  paragraph"),
        )
    page = look(client, piece)
    given = html.unescape(strip_tags(page))
    assert (
        f"You signed this page on {zones.hour(signed.at, piece.contributor)}" in given
    )
    assert "As you allowed, the desk has mended slips since" in page


def test_an_override_is_told_on_the_proof(client, piece, malis):
    reason = "She agreed by telephone from the mountain."
    author = piece.authors[0]
    signing.override(piece, author, proof_of(piece).fingerprint, reason, by=malis)

    page = look(client, piece)

    assert Override.objects.count() == 1
    assert "Malis Keo has decided that it may run without the signature of" in page
    assert reason in page


@pytest.mark.parametrize(
    "part", ["change", "accept", "misstates", "take-back", "done", "sign"]
)
def test_a_proof_forwarded_to_a_stranger_does_not_exist(client, piece, stranger, part):
    client.force_login(stranger)

    assert client.get(f"/contribute/{piece.pk}/proof/").status_code == 404
    assert post(client, piece, part).status_code == 404


@pytest.mark.parametrize("part", ["change", "accept", "misstates", "take-back", "done"])
def test_a_draft_has_no_changes_to_answer(client, ines, part):
    draft = make_submission(Status.DRAFT, contributor=ines)
    client.force_login(ines)

    said = {"verdict": "accept", "change": "0" * 64, "field": "headline"}

    assert post(client, draft, part, **said).status_code == 302


def test_too_many_remarks_in_an_hour_are_kept_in_their_box(
    client, piece, ines, monkeypatch
):
    monkeypatch.setattr(pages, "REMARKS", 0)

    answer = post(
        client,
        piece,
        "change",
        change=keys(piece, ines)[0],
        verdict="object",
        text="Hm",
    )

    assert answer.status_code == 429
    assert "Hm</textarea>" in answer.content.decode()


def test_words_that_look_like_markup_are_words(client, piece, ines):
    nasty = "<script>alert(1)</script>"
    post(
        client,
        piece,
        "change",
        change=keys(piece, ines)[0],
        verdict="object",
        text=nasty,
    )

    assert "<script>alert" not in look(client, piece)
    assert "<script>alert" not in look(client, piece, "")


def test_many_remarks_cost_what_one_costs(
    client, piece, ines, malis, django_assert_num_queries
):
    post(
        client, piece, "change", change=keys(piece, ines)[0], verdict="object", text="1"
    )
    with django_assert_num_queries(19):
        look(client, piece)
    post(
        client, piece, "change", change=keys(piece, ines)[1], verdict="object", text="2"
    )
    remarks.misstates(piece, "headline", "Now quiet", by=ines)

    with django_assert_num_queries(19):
        look(client, piece)
