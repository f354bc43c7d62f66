import pytest
from django.db import OperationalError, connection


def broken(*query):
    raise OperationalError("the disk is gone")


@pytest.mark.django_db
def test_a_well_newsroom_says_so_and_sets_no_cookie(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_newsroom_without_its_database_says_so(client):
    with connection.execute_wrapper(broken):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (503, {"database": "does not answer"})


@pytest.mark.django_db
def test_health_is_asked_for_and_never_posted(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_a_monitor_within_is_not_sent_on_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/elsewhere").status_code == 301
