"""Who looked at what is private, and that it is never lost."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from authors.models import Interest
from editorial import access, invitations, outbox
from editorial.models import (
    Incoming,
    LetterState,
    Look,
    LookHead,
    Private,
    Status,
)
from newsroom import frozen
from tests.editorial.test_together import together
from tests.factories import make_author, make_submission

pytestmark = pytest.mark.django_db


def test_each_look_is_one_row_also_the_same_at_the_same_instant(omar, edith):
    author = make_author()

    with time_machine.travel(timezone.now(), tick=False):
        access.look(omar, Private.IDENTITY, author=author)
        access.look(omar, Private.IDENTITY, author=author)
        access.look(edith, Private.IDENTITY, author=author)
        access.look(omar, Private.CONTACT, author=author, said="e-mail")

    rows = Look.objects.order_by("pk").values_list("by_name", "what", "said")
    assert list(rows) == [
        ("Omar", "identity", ""),
        ("Omar", "identity", ""),
        ("Edith", "identity", ""),
        ("Omar", "contact", "e-mail"),
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


# Each page of a piece, and of what kind of reading it is a record.
OF_A_PIECE = {
    **dict.fromkeys(["proof/", "letters/", "invited/", "contact/"], "contact"),
    "spike/": "contact",
    **dict.fromkeys(["", "byline/", "details/", "terms/", "previews/"], ""),
    **{"declarations/": "declarations", "identity/": "identity"},
}
LISTS = {
    **dict.fromkeys(["editorial/letter/", "editorial/incoming/"], "contact"),
    **{"authors/user/": "contact", "admin/logentry/": "contact"},
    **dict.fromkeys(["", "authors/author/", "errors/"], ""),
    "authors/interest/": "declarations",
}


def test_every_page_that_says_how_somebody_is_reached_is_on_record(client, publisher):
    sent, piece = make_submission(), make_submission(Status.ACCEPTED, editor=publisher)
    reached = [sent.contributor.email, piece.contributor.email, "ana@example.org"]
    invitations.invite(piece, name="Ana Ruiz", email=reached[2], by=publisher)
    piece.letters.update(is_held=True, try_at=timezone.now() + dt.timedelta(days=1))
    sent.letters.update(state=LetterState.FAILED)
    held = piece.letters.exclude(kind__in=outbox.HOLD_A_KEY).first()
    author = piece.authors[0]
    Incoming.objects.create(sender=reached[0], subject="Re: yours")
    Interest.objects.create(author=author, name="A mine", by=publisher)
    pages = {
        **{f"desk/{piece.pk}/{part}": what for part, what in OF_A_PIECE.items()},
        **{f"desk/{sent.pk}/pass/": "contact", f"desk/{sent.pk}/decline/": "contact"},
        **{f"desk/pass/?piece={sent.pk}": "", f"desk/{sent.pk}/": ""},
        **{f"letters/{held.pk}/": "contact", **LISTS},
        f"editorial/letter/{held.pk}/change/": "contact",
        f"authors/user/{author.user_id}/change/": "contact",
        f"authors/author/{author.pk}/change/": "declarations",
    }
    client.force_login(publisher)
    found, shown = {}, []

    for page in pages:
        before = Look.objects.count()
        html = client.get(f"/admin/{page}").content.decode()
        looks = Look.objects.order_by("pk")[before:]
        found[page] = "".join(each.what for each in looks)
        shown += [page] if any(each in html for each in reached) else []

    assert found == pages
    silent = {"admin/logentry/"}  # what was changed may be an address; here it is none
    assert set(shown) == {page for page in pages if found[page] == "contact"} - silent
    assert access.problems() == []


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
