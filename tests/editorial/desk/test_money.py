"""The desk's pages of terms, invitations and payments."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial import furniture, gates, terms
from editorial.models import Action, Invitation, Letter, Payment, Status, Terms
from editorial.terms import Offer
from editorial.workflow import Details, perform
from tests.factories import (
    make_author,
    make_contributor,
    make_submission,
    sign_as_author,
)

pytestmark = pytest.mark.django_db
PAID = Offer(Decimal("150.00"), Decimal("50.00"), "USD")
PAYMENTS = "/admin/editorial/payment/"


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


def url(piece, part=""):
    return f"/admin/desk/{piece.pk}/{part}"


def owed(omar, name="Ines Duarte", hour=None, **fields) -> Payment:
    piece = make_submission(contributor=make_contributor(name), editor=omar, **fields)
    author = piece.authors[0]
    offers = {author.pk: PAID}
    perform(piece, Action.ACCEPT, by=omar, details=Details(offers=offers))
    sign_as_author(piece)
    perform(piece, Action.CLEAR, by=omar, details=Details(hour=hour))
    return Payment.objects.get(agreement__submission=piece)


# With the yes


def accept(desk, piece, **typed):
    letter = {"subject": "Yes", "body": "We run it.", "note": "", "step": "send"}
    return desk.post(url(piece, "accept/"), letter | typed)


def test_the_yes_carries_an_offer_to_each_author(desk):
    piece = make_submission()
    author = piece.authors[0]
    assert "Terms for Ines Duarte" in desk.get(url(piece, "accept/")).content.decode()

    accept(
        desk,
        piece,
        **{
            f"fee_{author.pk}": "120,50",
            f"kill_fee_{author.pk}": "",
            f"currency_{author.pk}": "EUR",
        },
    )

    held = terms.own(piece, piece.contributor)
    assert terms.said(held) == "120.50 EUR"


def test_the_form_begins_with_the_terms_of_the_house(desk):
    Terms.objects.create(version=2, licence="Words.", fee=80, kill_fee=20)
    piece = make_submission()

    rows = list(desk.get(url(piece, "accept/")).context["offers"].rows())

    assert [box.value() for box in rows[0][1]] == [80, 20, "USD"]


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        ("many", "in figures"),
        ("-5", "more than nothing"),
        ("0", "more than nothing"),
        ("1.234", "two figures"),
        ("99999999", "more than we can keep"),
    ],
)
def test_an_odd_fee_is_told_and_the_letter_is_kept(desk, fee, said):
    piece = make_submission()
    author = piece.authors[0]

    answer = accept(
        desk,
        piece,
        body="A long and kind letter.",
        **{f"fee_{author.pk}": fee, f"currency_{author.pk}": "USD"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "A long and kind letter." in page
    piece.refresh_from_db()
    assert piece.status == Status.SUBMITTED


def test_a_changed_offer_from_the_page_of_terms(desk, omar):
    piece = make_submission(Status.ACCEPTED, editor=omar)
    author = piece.authors[0]

    desk.post(
        url(piece, "terms/"),
        {f"fee_{author.pk}": "90", f"currency_{author.pk}": "USD"},
    )

    page = desk.get(url(piece, "terms/")).content.decode()
    assert "90.00 USD" in page
    assert "offer 2" in page
    assert "Not accepted yet." in page


def test_terms_come_with_the_yes_and_not_before(desk):
    page = desk.get(url(make_submission(), "terms/")).content.decode()

    assert "Terms are offered with the yes" in page


# Into the byline


def test_the_desk_invites_and_sees_what_became_of_it(desk):
    piece = make_submission()

    desk.post(
        url(piece, "invited/"),
        {"do": "invite", "name": "Ana Ruiz", "email": "ana@example.org"},
    )

    page = desk.get(url(piece, "invited/")).content.decode()
    assert "ana@example.org: has not answered yet" in page
    assert Letter.objects.filter(kind="invitation").count() == 1


def test_a_key_is_never_shown_at_the_desk(desk):
    piece = make_submission()
    desk.post(
        url(piece, "invited/"),
        {"do": "invite", "name": "Ana Ruiz", "email": "ana@example.org"},
    )
    letter = Letter.objects.get(kind="invitation")

    pages = [
        desk.get(url(piece, "letters/")).content.decode(),
        desk.get(f"/admin/editorial/letter/{letter.pk}/change/").content.decode(),
    ]

    assert all("/contribute/invitation/" not in page for page in pages)
    assert all("key" in page for page in pages)


def test_whoever_has_an_account_is_asked_at_its_address(desk, omar):
    piece = make_submission(editor=omar)
    neth = make_contributor("Neth Sovann").author
    furniture.set_byline(piece, [*piece.authors, neth], by=omar)

    desk.post(url(piece, "invited/"), {"author": neth.pk, "email": "thief@example.org"})

    asked = Invitation.objects.get()
    assert (asked.email, asked.author, asked.name) == (
        neth.user.email,
        neth,
        "Neth Sovann",
    )


def test_a_profile_without_an_account_is_offered_by_mail(desk, omar):
    piece = make_submission(editor=omar)
    old = make_author("Old Hand")
    furniture.set_byline(piece, [*piece.authors, old], by=omar)

    wrong = desk.post(url(piece, "invited/"), {"author": old.pk, "email": "x"})
    desk.post(url(piece, "invited/"), {"author": old.pk, "email": "old@example.org"})

    assert wrong.status_code == 422
    assert "not an e-mail address" in wrong.content.decode()
    assert Invitation.objects.get().author == old
    assert gates.consent(piece) is None


@pytest.mark.parametrize("part", ["terms/", "invited/"])
def test_the_pages_cost_the_same_for_one_and_for_three(desk, omar, part):
    piece = make_submission(Status.ACCEPTED, editor=omar)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            desk.get(url(piece, part))
        return len(asked)

    def ask(n):
        author = make_author(f"Hand {n}")
        furniture.set_byline(piece, [*piece.authors, author], by=omar)
        desk.post(
            url(piece, "invited/"), {"author": author.pk, "email": f"h{n}@example.org"}
        )
        piece.refresh_from_db()

    ask(1)
    desk.get(url(piece, part))  # the messages are said, and the look is on record
    one = cost()
    ask(2)
    ask(3)
    desk.get(url(piece))
    assert cost() <= one <= 44


# The house's terms


def test_a_new_version_begins_with_the_words_of_the_old(desk):
    page = desk.get("/admin/editorial/terms/add/").content.decode()

    assert "You keep the copyright." in page


def test_two_versions_are_counted(desk, omar):
    new = {
        "licence": "You keep all.",
        "payment": "By bank.",
        "fee": "100",
        "kill_fee": "",
        "currency": "USD",
    }

    answer = desk.post("/admin/editorial/terms/add/", new)

    assert answer.status_code == 302
    assert (terms.current().version, terms.current().made_by) == (2, omar)
    assert terms.standard().fee == 100


# Payments


def test_a_payment_goes_its_way(client, omar, publisher):
    payment = owed(omar)
    client.force_login(omar)
    there = f"{PAYMENTS}{payment.pk}/"

    client.post(
        f"{there}approve/",
        {"note": "The payee is the author.", "due_on": "2026-12-20"},
    )
    refused = client.post(f"{there}paid/", {"paid_on": "2026-11-22"})
    client.force_login(publisher)
    today = f"{timezone.localdate():%Y-%m-%d}"
    client.post(f"{there}paid/", {"paid_on": today})

    payment.refresh_from_db()
    assert refused.status_code == 403
    assert (payment.state, f"{payment.paid_on}") == ("paid", today)
    assert (
        "Omar: The payee is the author."
        in client.get(f"{there}change/").content.decode()
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"note": ""}, "Say whom you checked"),
        ({"note": "4111 1111 1111 1111"}, "number of an account or a card"),
        ({"due_on": "soon"}, "Write the day like this"),
        ({"due_on": "1999-01-01"}, "two years away"),
    ],
)
def test_an_approval_that_lacks_something_says_so(desk, omar, typed, said):
    payment = owed(omar)
    posted = {"note": "The payee is the author.", "due_on": "2026-12-20"} | typed

    answer = desk.post(f"{PAYMENTS}{payment.pk}/approve/", posted)

    payment.refresh_from_db()
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert payment.state == "due"


def test_a_day_to_come_is_no_day_of_payment(client, omar, publisher):
    payment = owed(omar)
    terms.approve(payment, payee_note="x", due_on=dt.date(2026, 12, 1), by=omar)
    client.force_login(publisher)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    answer = client.post(
        f"{PAYMENTS}{payment.pk}/paid/", {"paid_on": f"{tomorrow:%Y-%m-%d}"}
    )

    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()


@pytest.mark.parametrize("who", ["copy_editor", "checker", "counsel", "ines"])
@pytest.mark.parametrize("page", ["", "accounts.csv"])
def test_money_is_the_editors_and_the_publishers(client, omar, request, who, page):
    owed(omar)
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"{PAYMENTS}{page}").status_code == 403


def rows(client, query=""):
    answer = client.get(f"{PAYMENTS}accounts.csv{query}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_accounts_office_gets_the_list_as_it_is_filtered(desk, omar):
    owed(omar, headline="The lake")
    second = owed(omar, "ស៊ុំ ដារ៉ា")
    terms.approve(second, payee_note="Her own", due_on=dt.date(2026, 12, 1), by=omar)

    every, approved = rows(desk), rows(desk, "?state__exact=approved")

    assert every[0][:6] == ["author", "piece", "amount", "currency", "kind", "state"]
    assert len(every) == 3
    assert [line[0] for line in approved[1:]] == ["ស៊ុំ ដារ៉ា"]
    assert approved[1][2:7] == ["150.00", "USD", "fee", "approved", "2026-12-01"]
    assert approved[1][-2:] == ["Omar", "Her own"]


@pytest.mark.parametrize(
    "headline", ["=1+1", "+1", "-1+1", "@SUM(A1)", " =1+1", "=HYPERLINK(1)"]
)
def test_a_spreadsheet_runs_none_of_it(desk, omar, headline):
    owed(omar, headline=headline)

    said = rows(desk)[1][1]

    assert said.startswith("'")


def test_an_author_s_own_payments_are_not_in_their_list(client, omar, publisher):
    make_author("Pia Publisher", user=publisher)
    piece = make_submission(contributor=publisher, editor=omar)
    offers = {piece.authors[0].pk: PAID}
    perform(piece, Action.ACCEPT, by=omar, details=Details(offers=offers))
    sign_as_author(piece)
    perform(piece, Action.CLEAR, by=omar)
    own = Payment.objects.get()
    client.force_login(publisher)

    assert len(rows(client)) == 1
    for page in ("change", "approve", "paid"):
        act = client.get if page == "change" else client.post
        assert act(f"{PAYMENTS}{own.pk}/{page}/").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_three(
    desk, omar, django_assert_num_queries
):
    owed(omar)
    desk.get(PAYMENTS)
    with django_assert_num_queries(7):
        desk.get(PAYMENTS)

    owed(omar, "Second")
    owed(omar, "Third")

    with django_assert_num_queries(7):
        desk.get(PAYMENTS)
