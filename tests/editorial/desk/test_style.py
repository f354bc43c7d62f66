"""Mending a finding from the desk, and who may."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from editorial import revisions, style
from editorial.models import Status, StyleRule
from tests.factories import make_submission

pytestmark = pytest.mark.django_db
TEXT = "It was the the end. Then the the other."


@pytest.fixture
def piece(omar):
    return make_submission(Status.ACCEPTED, body=TEXT)


def address(piece) -> str:
    return reverse("admin:desk_style", args=[piece.pk])


def asked(piece, number=0, **more) -> dict[str, object]:
    it = style.report_on(piece).findings[number]
    base = piece.latest.number
    said = {"base": base, "field": it.field, "start": it.start, "rule": it.rule}
    return said | more


def told(answer) -> str:
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def test_one_click_mends_one_place(client, omar, piece):
    client.force_login(omar)

    client.post(address(piece), asked(piece, instead="the"))

    piece.refresh_from_db()
    assert piece.latest.body.strip() == "It was the end. Then the the other."
    assert piece.latest.reason == "House style: “the the” to “the”"


def test_or_wherever_the_same_words_stand(client, omar, piece):
    client.force_login(omar)

    client.post(address(piece), asked(piece, instead="the", everywhere="on"))

    piece.refresh_from_db()
    assert piece.latest.body.strip() == "It was the end. Then the other."
    assert style.report_on(piece).count == 0


def test_a_text_saved_meanwhile_is_not_mended_by_a_stale_click(client, omar, piece):
    client.force_login(omar)
    stale = asked(piece, instead="the")
    revisions.save(piece, {"body": f"New. {TEXT}"}, by=omar, base=piece.latest.number)

    answer = client.post(address(piece), stale)

    piece.refresh_from_db()
    assert piece.latest.body.strip() == f"New. {TEXT}"
    assert "has changed" in told(answer)


def test_nothing_but_what_was_proposed_is_written(client, omar, piece):
    client.force_login(omar)

    client.post(address(piece), asked(piece, instead="<script>"))

    piece.refresh_from_db()
    assert piece.latest.body.strip() == TEXT


def test_a_name_that_is_right_is_known_from_then_on(client, omar):
    piece = make_submission(Status.ACCEPTED, body="We went with Vannaroth.")
    client.force_login(omar)

    client.post(address(piece), asked(piece, know="1"))

    assert StyleRule.objects.filter(kind="known", find="Vannaroth").exists()
    assert style.report_on(piece).count == 0


@pytest.mark.parametrize("who", ["checker", "counsel"])
def test_those_who_do_not_edit_may_look_and_change_nothing(client, request, piece, who):
    client.force_login(request.getfixturevalue(who))

    shown = client.get(address(piece))
    answer = client.post(address(piece), asked(piece, instead="the"))

    assert "Double words" in shown.content.decode()
    assert 'name="instead"' not in shown.content.decode()
    assert answer.status_code == 403


def test_hostile_words_stay_words(client, omar):
    piece = make_submission(
        Status.ACCEPTED, body="<script>x</script> “&amp; & the the” <b onclick=1>"
    )
    client.force_login(omar)

    page = client.get(address(piece)).content.decode()

    assert "<script>x" not in page
    assert "<b onclick" not in page


def test_saving_tells_how_much_there_is_to_look_at(client, omar, piece):
    client.force_login(omar)

    answer = client.post(
        reverse("admin:desk_save_text", args=[piece.pk]),
        {"base": piece.latest.number, "body": f"Well well. {TEXT}", "reason": ""},
    )

    assert "House style: 3 to look at." in told(answer)


def test_the_table_takes_a_rule(client, omar):
    client.force_login(omar)
    add = reverse("admin:editorial_stylerule_add")
    rule = {"kind": "banned", "find": "synergy", "write": "", "why": "", "is_on": "on"}

    client.post(add, rule)

    assert StyleRule.objects.filter(find="synergy", made_by=omar).exists()


@pytest.mark.parametrize(("find", "limit"), [("long", "35"), ("doubled", "")])
def test_a_check_is_switched_off_and_its_limit_set(client, omar, find, limit):
    check, _ = StyleRule.objects.get_or_create(
        kind="check", find=find, defaults={"write": "40"}
    )
    client.force_login(omar)
    page = reverse("admin:editorial_stylerule_change", args=[check.pk])

    assert client.get(page).status_code == 200
    client.post(page, {"write": limit} if limit else {})

    check.refresh_from_db()
    assert (check.is_on, check.kind) == (False, "check")
    assert not limit or check.write == limit


def test_a_rule_without_a_word_is_refused(client, omar):
    client.force_login(omar)
    add = reverse("admin:editorial_stylerule_add")
    rule = {"kind": "pattern", "find": " ** ", "write": "", "why": "", "is_on": "on"}

    refused = client.post(add, rule)

    assert "There is no word in it." in refused.content.decode()
