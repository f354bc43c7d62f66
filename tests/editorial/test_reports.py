import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Article
from authors import changes
from authors.models import Author, MailPace, User
from editorial import log, notices, profiles, reports
from editorial.models import Action, ErrorReport, Letter, Status, SubmissionByline
from editorial.workflow import Details, perform
from tests.editorial.test_together import together
from tests.factories import (
    make_contributor,
    make_editor,
    make_submission,
    sign_as_author,
)

pytestmark = pytest.mark.django_db
FOUND = {
    "quote": "In 1911 the lake froze.",
    "what": "It was 1912.",
    "where": "The harbour’s own book.",
}


def out(**how):
    piece = make_submission(Status.CLEARED, **how)
    assert piece.is_live
    return piece


def with_co_author(piece):
    """The same piece with a second name over it."""
    bopha = make_contributor("Bopha Keo")
    SubmissionByline.objects.create(submission=piece, author=bopha.author, position=1)
    return bopha


def report(piece, by=None, **fields):
    return reports.report(piece, **FOUND | fields, by=by or piece.contributor)


def letters(kind):
    return list(Letter.objects.filter(kind=kind).order_by("to"))


def test_a_report_is_kept_and_mailed_to_whoever_cleared_the_column():
    omar = make_editor("Omar")
    piece = out(editor=omar)

    found = report(piece)

    [letter] = letters("desk-error-reported")
    assert {name: getattr(found, name) for name in FOUND} == FOUND
    assert letter.to == omar.email
    assert letter.reply_to == ""
    for words in FOUND.values():
        assert words in letter.body
    assert piece.acts.last().action == Action.REPORT
    assert log.problems(piece) == []


def test_whoever_wants_one_letter_a_day_gets_it_there_and_a_changed_profile_too():
    omar = make_editor("Omar")
    User.objects.filter(pk=omar.pk).update(mail_pace=MailPace.DAILY)
    piece = out(editor=omar)
    author = piece.authors[0]
    before = changes.as_it_stands(author)
    Author.objects.filter(pk=author.pk).update(bio_line="She advises the ministry.")

    report(piece)
    profiles.note(author, before, by=author.user)
    notices.send_digest(omar, timezone.now())

    [digest] = Letter.objects.filter(to=omar.email)
    assert f"An error in a column that is out: {piece.headline}" in digest.body
    assert f"{author.name} has changed their profile" in digest.body


def test_the_holder_hears_of_it_before_whoever_cleared_it():
    piece = out(editor=make_editor("Omar"))
    piece.holder = edith = make_editor("Edith")
    piece.held_since = timezone.now()
    piece.save()

    report(piece)

    assert [letter.to for letter in letters("desk-error-reported")] == [edith.email]


def test_where_both_have_left_everybody_who_decides_hears_of_it():
    omar = make_editor("Omar")
    piece = out(editor=omar)
    User.objects.filter(pk=omar.pk).update(is_active=False)
    others = sorted(make_editor(name).email for name in ("Edith", "Nora"))

    report(piece)

    told = [letter.to for letter in letters("desk-error-reported")]
    assert set(others) <= set(told)
    assert omar.email not in told


def test_a_double_click_reports_once():
    piece = out()

    assert report(piece) == report(piece)
    assert ErrorReport.objects.count() == len(letters("desk-error-reported")) == 1


def test_another_error_is_another_report():
    piece = out()

    report(piece)
    report(piece, what="The name is misspelt.")

    assert ErrorReport.objects.count() == 2


def test_what_no_reader_has_is_not_reported(ines):
    piece = make_submission(
        Status.CLEARED,
        contributor=ines,
        hour=timezone.now() + dt.timedelta(days=1),
    )

    with pytest.raises(reports.NotOut):
        report(piece)

    assert not ErrorReport.objects.exists()


def test_only_an_author_reports_and_only_the_desk_answers(stranger, counsel):
    piece = out()
    with pytest.raises(PermissionDenied):
        report(piece, by=stranger)
    found = report(piece)

    for who in (stranger, counsel, piece.contributor):
        with pytest.raises(PermissionDenied):
            reports.answer(found, "No.", by=who)


def test_the_answer_goes_to_every_author():
    piece = out(editor=make_editor("Omar"))
    bopha = with_co_author(piece)
    found = report(piece, by=bopha)

    reports.answer(found, "You are right: it was 1912.", by=make_editor("Edith"))

    told = letters("error-answered")
    found.refresh_from_db()
    assert [letter.to for letter in told] == sorted(
        [bopha.email, piece.contributor.email]
    )
    assert all("You are right: it was 1912." in letter.body for letter in told)
    assert "Dear Bopha Keo,\n\nYou told us" in "".join(each.body for each in told)
    assert "Bopha Keo told us" in "".join(each.body for each in told)
    assert found.answered_at
    assert [act.action for act in piece.acts.order_by("-number")[:2]] == [
        Action.ANSWER,
        Action.REPORT,
    ]


def test_the_second_answer_meets_the_first():
    piece = out()
    found = report(piece)
    edith = make_editor("Edith")
    reports.answer(found, "First.", by=edith)

    with pytest.raises(reports.AlreadyAnswered) as quicker:
        reports.answer(found, "Second.", by=make_editor("Omar"))

    assert quicker.value.report.answered_by == edith
    assert ErrorReport.objects.get().answer == "First."


@pytest.mark.django_db(transaction=True)
def test_two_editors_answering_at_once_answer_once():
    piece = out()
    found = report(piece)
    edith, omar = make_editor("Edith"), make_editor("Omar")

    results = together(
        lambda: reports.answer(found, "Hers.", by=edith),
        lambda: reports.answer(found, "His.", by=omar),
    )

    refused = [each for each in results if isinstance(each, reports.AlreadyAnswered)]
    assert len(refused) == 1
    assert len(letters("error-answered")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_report_once():
    piece = out()

    first, second = together(lambda: report(piece), lambda: report(piece))

    assert first == second
    assert ErrorReport.objects.count() == 1


def test_a_reply_that_is_published_says_which_column_it_answers():
    answered = out().article

    reply = out(answered=answered)

    assert reply.article.answers == answered
    assert list(Article.objects.get(pk=answered.pk).replies.all()) == [reply.article]


# Cleared, taken back, cleared again


def cleared_again(hour, *, change=None):
    piece = make_submission(Status.CLEARED, hour=timezone.now() + dt.timedelta(days=1))
    omar = make_editor("Omar")
    with_co_author(piece)
    perform(piece, Action.PULL, by=omar)
    if change:
        change(piece, omar)
    sign_as_author(piece)
    perform(piece, Action.CLEAR, by=omar, details=Details(hour=hour(piece)))
    return piece


def test_every_author_hears_that_it_was_taken_back():
    piece = cleared_again(lambda piece: timezone.now() + dt.timedelta(days=2))

    assert len(letters("pulled")) == len(piece.authors) == 2


def test_the_letter_of_the_second_clearing_says_both_hours_and_what_changed():
    hours = []

    def later(piece):
        hours.append(timezone.now() + dt.timedelta(days=2))
        return hours[0]

    piece = cleared_again(later)

    said = letters("cleared-again")
    assert len(said) == 2
    assert len(letters("cleared")) == 1  # of the first time, to its only author then
    for letter in said:
        assert "Its hour has changed. It was:" in letter.body
        assert "Names and bios, was:" in letter.body
        assert "Bopha Keo" in letter.body
        assert piece.article.get_absolute_url() in letter.body
