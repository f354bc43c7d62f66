"""Who reads the logs, and what they keep of a change in the admin."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse

from editorial import access
from editorial.desk import words
from editorial.models import Action, Look, Private, StyleRule
from tests.factories import make_contributor, make_submission

pytestmark = pytest.mark.django_db
LOGS = ["admin:editorial_look_changelist", "admin:admin_logentry_changelist"]


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("who", ["omar", "copy_editor", "checker", "counsel"])
def test_only_the_publisher_reads_a_log(client, request, log, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(log)).status_code == 403


def test_the_publisher_sees_who_looked_and_that_is_a_look_too(client, publisher, omar):
    piece = make_submission()
    access.look(omar, Private.IDENTITY, submission=piece)
    client.force_login(publisher)

    page = client.get(reverse(LOGS[0])).content.decode()

    assert "Omar" in page
    assert "Identity card" in page
    assert Look.objects.filter(by=publisher, what=Private.LOG).count() == 1


def test_who_read_ones_own_piece_is_not_ones_to_know(client, publisher, omar):
    own = make_submission(contributor=publisher)
    access.look(omar, Private.IDENTITY, submission=own)
    client.force_login(publisher)

    assert "Omar" not in client.get(reverse(LOGS[0])).content.decode()


def test_a_change_keeps_each_field_before_and_after(client, omar, publisher):
    rule = StyleRule.objects.create(kind="banned", find="synergy", why="Old")
    client.force_login(omar)
    form = {"kind": "banned", "find": "synergy", "also": "", "write": "", "is_on": "on"}

    client.post(
        reverse("admin:editorial_stylerule_change", args=[rule.pk]),
        form | {"why": "<b>New</b>"},
    )

    entry = LogEntry.objects.get()
    client.force_login(publisher)
    seen = client.get(reverse("admin:admin_logentry_change", args=[entry.pk]))
    assert "<td>Old</td><td>&lt;b&gt;New&lt;/b&gt;</td>" in seen.content.decode()


def test_nobody_changes_or_forgets_what_is_logged(publisher):
    LogEntry.objects.create(user=publisher, action_flag=2, object_repr="x")

    for act in (
        LogEntry.objects.all().delete,
        lambda: LogEntry.objects.update(object_repr="y"),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            act()


def test_an_account_that_changed_something_may_still_be_closed(publisher, omar):
    LogEntry.objects.create(user=omar, action_flag=2, object_repr="x")
    omar.is_active = False

    omar.save()

    assert make_contributor().is_active


def test_every_act_has_its_words_in_the_history():
    assert set(words.DID) == set(Action)
