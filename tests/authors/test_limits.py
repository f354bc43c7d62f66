from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from authors.limits import allowed


@pytest.fixture(autouse=True)
def _empty_cache(db):
    cache.clear()


def test_the_act_after_the_last_allowed_one_is_refused():
    answers = [allowed("upload", "ines", 3, 60) for _ in range(5)]

    assert answers == [True, True, True, False, False]


def test_one_person_and_one_bucket_do_not_use_up_another():
    allowed("upload", "ines", 1, 60)

    assert not allowed("upload", "ines", 1, 60)
    assert allowed("upload", "omar", 1, 60)
    assert allowed("preview", "ines", 1, 60)


def test_names_that_only_run_together_alike_are_kept_apart():
    allowed("mail", "ab", 1, 60)

    assert allowed("maila", "b", 1, 60)


def test_the_count_begins_anew_with_the_next_window():
    with time_machine.travel("2026-11-22T05:59:59Z", tick=False) as clock:
        allowed("upload", "ines", 1, 60)
        assert not allowed("upload", "ines", 1, 60)

        clock.move_to("2026-11-22T06:00:00Z")

        assert allowed("upload", "ines", 1, 60)


def test_a_limit_of_none_lets_nobody_through():
    assert not allowed("upload", "ines", 0, 60)


def test_an_address_is_not_kept_in_the_table():
    allowed("code", "ines@example.org", 3, 60)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM newsroom_cache")
        keys = [key for (key,) in cursor.fetchall()]

    assert len(keys) == 2
    assert not [key for key in keys if "ines" in key]


def test_the_hundredth_act_costs_no_more_than_the_second(
    django_assert_max_num_queries,
):
    for _ in range(99):
        allowed("preview", "ines", 120, 60)

    with django_assert_max_num_queries(14):  # savepoints included
        assert allowed("preview", "ines", 120, 60)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_no_more_than_the_limit():
    def ask(_):
        try:
            return allowed("code", "ines", 7, 600)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(ask, range(20)))

    assert answers.count(True) == 7
