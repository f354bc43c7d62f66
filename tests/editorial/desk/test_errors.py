"""The desk's two lists of what came after publication: errors, changed profiles."""

import pytest

from authors.models import ProfileChange
from editorial import reports
from editorial.models import ErrorReport, Letter, Status
from tests.factories import make_contributor, make_editor, make_submission

pytestmark = pytest.mark.django_db
ERRORS, PROFILES = "/admin/errors/", "/admin/profiles/"


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


def reported(n=0, **how):
    piece = make_submission(Status.CLEARED, **how)
    return reports.report(
        piece,
        quote="In 1911 the lake froze.",
        what=f"It was 1912. {n}",
        where="The harbour’s book.",
        by=piece.contributor,
    )


def changed(by=None, **said):
    by = by or make_contributor("Prak Sereyvuth")
    make_submission(Status.CLEARED, contributor=by)
    return ProfileChange.objects.create(
        author=by.author,
        by=by,
        said=said or {"role": ["farmer", "adviser to the ministry"]},
    )


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def answer(client, found, text="You are right."):
    return client.post(f"{ERRORS}{found.pk}/", {"answer": text})


def test_the_list_shows_what_waits_and_the_sidebar_counts_it(desk):
    reported()

    shown = page(desk, ERRORS)
    board = page(desk, "/admin/")

    assert "It was 1912. 0" in shown
    assert "In 1911 the lake froze." in shown
    assert "The harbour’s book." in shown
    for each in (shown, board):
        [row] = [line for line in each.split("<tr") if "Errors reported</a>" in line]
        assert '<td class="num">1</td>' in row


def test_an_answer_reaches_the_author_and_leaves_the_queue(desk, omar):
    found = reported()

    sent = answer(desk, found)

    found.refresh_from_db()
    shown = page(desk, ERRORS)
    assert sent.url == ERRORS
    assert (found.answer, found.answered_by) == ("You are right.", omar)
    assert Letter.objects.get(kind="error-answered").to == found.by.email
    assert "No author waits for an answer about an error." in shown
    assert "You are right." in shown


def test_an_answer_without_words_is_not_sent(desk):
    found = reported()

    refused = answer(desk, found, "  ")

    assert refused.status_code == 422
    assert "Say what was done about it, or why not." in refused.content.decode()
    assert not Letter.objects.filter(kind="error-answered").exists()


def test_an_answer_after_a_colleague_s_is_given_back(desk):
    found = reported()
    reports.answer(found, "Hers.", by=make_editor("Edith"))

    refused = answer(desk, found, "My own long answer.")

    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Edith has answered this already" in shown
    assert "My own long answer." in shown
    assert Letter.objects.filter(kind="error-answered").count() == 1


def test_who_may_not_change_words_reads_the_list_and_answers_nothing(client, counsel):
    found = reported()
    client.force_login(counsel)

    shown = page(client, ERRORS)

    assert "It was 1912." in shown
    assert "Send the answer" not in shown
    assert answer(client, found).status_code == 403


def test_nobody_answers_the_report_on_their_own_column(client, omar):
    make_contributor_of(omar)
    found = reported(contributor=omar, editor=make_editor())
    client.force_login(omar)

    assert "It was 1912." not in page(client, ERRORS)
    assert answer(client, found).status_code == 404
    assert ErrorReport.objects.get().answer == ""


def make_contributor_of(user):
    from tests.factories import make_author

    return make_author(str(user), user=user)


def test_no_contributor_opens_the_lists(client, ines):
    client.force_login(ines)

    assert client.get(ERRORS).status_code == 403
    assert client.get(PROFILES).status_code == 403


@pytest.mark.parametrize(("address", "make"), [(ERRORS, reported), (PROFILES, changed)])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    desk, django_assert_num_queries, django_assert_max_num_queries, address, make
):
    make()
    with django_assert_max_num_queries(14) as asked:
        page(desk, address)
    count = len(asked)
    make()
    make()

    with django_assert_num_queries(count):
        page(desk, address)


def test_a_changed_profile_waits_until_somebody_has_looked(desk, omar):
    change = changed()

    shown = page(desk, PROFILES)
    done = desk.post(f"{PROFILES}{change.pk}/")
    again = desk.post(f"{PROFILES}{change.pk}/", follow=True)

    change.refresh_from_db()
    assert "<del>farmer</del>" in shown
    assert "<ins>adviser to the ministry</ins>" in shown
    assert "A headline for the desk" in shown
    assert done.url == PROFILES
    assert change.seen_by == omar
    assert "A colleague has taken this off the list already." in again.content.decode()
    assert "adviser to the ministry" not in page(desk, PROFILES)


def test_nobody_sees_off_a_change_of_their_own_or_without_the_role(
    client, omar, counsel
):
    make_contributor_of(omar)
    own = changed(by=omar)
    client.force_login(omar)
    assert client.post(f"{PROFILES}{own.pk}/").status_code == 404
    client.force_login(counsel)
    assert client.post(f"{PROFILES}{own.pk}/").status_code == 403

    own.refresh_from_db()
    assert own.seen_at is None
