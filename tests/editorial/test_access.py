"""Who looked at what is private, and that it is never lost."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from editorial import access
from editorial.models import Look, LookHead, Private
from newsroom import frozen
from tests.editorial.test_together import together
from tests.factories import make_author, make_submission

pytestmark = pytest.mark.django_db


def test_each_look_is_one_row_and_a_second_within_the_minute_is_the_same(omar, edith):
    author, now = make_author(), timezone.now()

    with time_machine.travel(now, tick=False):
        access.look(omar, Private.IDENTITY, author=author)
        access.look(omar, Private.IDENTITY, author=author)
        access.look(edith, Private.IDENTITY, author=author)
        access.look(omar, Private.CONTACT, author=author, said="e-mail")
    with time_machine.travel(now + dt.timedelta(seconds=61), tick=False):
        access.look(omar, Private.IDENTITY, author=author)

    rows = Look.objects.order_by("pk").values_list("by_name", "what", "said")
    assert list(rows) == [
        ("Omar", "identity", ""),
        ("Edith", "identity", ""),
        ("Omar", "contact", "e-mail"),
        ("Omar", "identity", ""),
    ]
    assert access.problems() == []


def test_the_database_refuses_to_change_a_look(omar):
    row = access.look(omar, Private.COUNSEL, submission=make_submission())

    for change in (row.delete, lambda: Look.objects.update(said="nothing")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_changed_a_lost_and_an_added_look_are_found(omar, edith):
    author = make_author()
    first = access.look(omar, Private.IDENTITY, author=author)
    access.look(edith, Private.IDENTITY, author=author)
    last = access.look(omar, Private.CONTACT, author=author)
    frozen.thaw()

    Look.objects.filter(pk=first.pk).update(by_name="Edith")
    changed = access.problems()
    Look.objects.filter(pk=first.pk).update(by_name="Omar")
    last.delete()
    lost = access.problems()
    Look.objects.create(by=omar, by_name="Omar", what=Private.LOG, digest="0" * 64)
    added = access.problems()

    frozen.freeze()
    assert changed == [f"Look {first.pk} has been changed."]
    assert lost == ["The access log does not end where it ended last."]
    assert len(added) == 3


@pytest.mark.django_db(transaction=True)
def test_ten_people_look_at_once_and_the_chain_is_unbroken(omar):
    author = make_author()
    connection.ensure_connection()

    results = together(
        *(
            lambda n=n: access.look(omar, Private.FILE, author=author, said=f"{n}")
            for n in range(10)
        )
    )

    assert [type(each) for each in results] == [Look] * 10
    assert access.problems() == []
    assert LookHead.objects.get().number == 10
