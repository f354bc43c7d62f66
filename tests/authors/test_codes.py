import base64
import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from authors import codes
from authors.models import Role, User

pytestmark = pytest.mark.django_db


def wrong(code):
    return f"{(int(code) + 1) % 10**8:08}"


def test_a_code_gives_the_address_it_was_sent_to():
    ticket, code = codes.issue("ines@example.org")

    email = codes.redeem(ticket, code)

    assert email == "ines@example.org"


@pytest.mark.parametrize("typing", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "{1}·{2}."])
def test_a_code_may_be_typed_with_what_stands_between_its_figures(typing):
    ticket, code = codes.issue("ines@example.org")

    email = codes.redeem(ticket, typing.format(code, code[:4], code[4:]))

    assert email == "ines@example.org"


def test_a_code_may_be_typed_in_khmer_figures():
    ticket, code = codes.issue("ines@example.org")

    email = codes.redeem(
        ticket, code.translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    )

    assert email == "ines@example.org"


def test_a_code_works_once():
    ticket, code = codes.issue("ines@example.org")
    codes.redeem(ticket, code)

    with pytest.raises(codes.CodeGone):
        codes.redeem(ticket, code)


def test_a_code_works_for_ten_minutes():
    ticket, code = codes.issue("ines@example.org")

    with (
        time_machine.travel(timezone.now() + dt.timedelta(minutes=10, seconds=1)),
        pytest.raises(codes.CodeGone),
    ):
        codes.redeem(ticket, code)


def test_a_wrong_code_says_how_many_tries_are_left():
    ticket, code = codes.issue("ines@example.org")

    with pytest.raises(codes.WrongCode) as refused:
        codes.redeem(ticket, wrong(code))

    assert refused.value.left == 4


def test_after_four_wrong_tries_the_right_code_still_opens():
    ticket, code = codes.issue("ines@example.org")
    for _ in range(4):
        with pytest.raises(codes.WrongCode):
            codes.redeem(ticket, wrong(code))

    email = codes.redeem(ticket, code)

    assert email == "ines@example.org"


def test_the_fifth_wrong_try_spends_the_code():
    ticket, code = codes.issue("ines@example.org")
    for _ in range(4):
        with pytest.raises(codes.WrongCode):
            codes.redeem(ticket, wrong(code))
    with pytest.raises(codes.CodeGone):
        codes.redeem(ticket, wrong(code))

    with pytest.raises(codes.CodeGone):
        codes.redeem(ticket, code)


@pytest.mark.parametrize("typed", ["", "abc", "\x00", "1" * 5000, "١" * 8])
def test_what_is_no_code_is_a_wrong_code(typed):
    ticket, _ = codes.issue("ines@example.org")

    with pytest.raises(codes.WrongCode):
        codes.redeem(ticket, typed)


def test_a_code_is_of_no_use_in_another_browser():
    _, code = codes.issue("ines@example.org")
    other, _ = codes.issue("stranger@example.org")

    with pytest.raises(codes.WrongCode):
        codes.redeem(other, code)


def test_neither_code_nor_ticket_is_kept_where_it_could_be_read():
    ticket, code = codes.issue("ines@example.org")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM newsroom_cache")
        kept = [f"{key} {base64.b64decode(value)}" for key, value in cursor.fetchall()]
    assert "ines@example.org" in kept[0]
    assert ticket not in kept[0]
    assert code not in kept[0]


def test_a_new_person_is_a_contributor_without_a_password():
    person = codes.person_at("new@example.org")

    assert person.roles == {Role.CONTRIBUTOR}
    assert not person.is_staff
    assert not person.has_usable_password()
    assert EmailAddress.objects.get().verified


def test_a_known_person_is_found_whatever_the_capitals(ines):
    person = codes.person_at("Ines@Example.org")

    assert person == ines
    assert User.objects.count() == 1


def test_an_address_is_proved_once(ines):
    codes.person_at("ines@example.org")
    codes.person_at("ines@example.org")

    assert EmailAddress.objects.filter(user=ines, verified=True).count() == 1
