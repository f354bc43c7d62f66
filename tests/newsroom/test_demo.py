import datetime as dt
import io
import re
from collections import Counter

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles import search
from articles.models import Article
from authors.models import ProfileChange, Role, User
from editorial import gates, invitations, keeping, log, statistics, survey
from editorial.models import (
    Act,
    Action,
    Agreement,
    Assignment,
    Attachment,
    ErrorReport,
    Holiday,
    Inquiry,
    Invitation,
    Letter,
    LetterState,
    Message,
    Note,
    Override,
    Payment,
    PayState,
    PreviewLink,
    Promise,
    Purpose,
    Remark,
    Revision,
    SignOff,
    Status,
    Submission,
    Task,
    Verdict,
)
from newsroom.demo import content, history
from newsroom.demo.clock import moved_to

pytestmark = pytest.mark.django_db


def test_there_is_a_column_at_every_stage_its_file_names(told):
    wanted = Counter(column.status for column in content.columns())

    pieces = Submission.objects.filter(purged_at=None)
    assert Counter(pieces.values_list("status", flat=True)) == wanted
    assert len(wanted) == 9


def test_every_record_is_whole_and_nothing_happened_in_the_future(told):
    problems = [log.problems(piece) for piece in Submission.objects.all()]

    assert not any(problems)
    assert not Act.objects.filter(at__gt=timezone.now()).exists()


def said_in_demo():
    rooms = (Message, Note)
    return [
        said for room in rooms for said in room.objects.select_related("submission")
    ]


def hours_of(said, action):
    acts = said.submission.acts.filter(action=action)
    return [act.at for act in acts]


def test_nobody_speaks_of_a_piece_before_it_was_sent(told):
    early = [said for said in said_in_demo() if said.at < said.submission.submitted_at]

    assert said_in_demo()
    assert not early


def test_nobody_speaks_of_a_proof_before_it_went_out(told):
    speaks = re.compile(r"\b(proofs?|signs?|signed)\b", re.IGNORECASE)
    of_it = [said for said in said_in_demo() if speaks.search(said.text)]

    assert len(of_it) > 4
    for said in of_it:
        assert said.at > min(hours_of(said, Action.PROOF)), said.text


def test_nobody_says_it_is_signed_before_it_is(told):
    speaks = re.compile(r"\bsigned\b", re.IGNORECASE)
    of_it = [said for said in said_in_demo() if speaks.search(said.text)]

    assert len(of_it) > 2
    for said in of_it:
        assert said.at > max(hours_of(said, Action.SIGN)), said.text


def test_nobody_says_that_it_has_its_hour_before_it_is_cleared(told):
    of_it = [said for said in said_in_demo() if "its hour" in said.text]

    assert of_it
    for said in of_it:
        assert said.at > min(hours_of(said, Action.CLEAR)), said.text


def test_every_author_of_a_column_by_two_gets_the_proof(told):
    by_two = Submission.objects.filter(bylines__position=1, acts__action=Action.PROOF)

    assert by_two.exists()
    for piece in by_two:
        written = piece.letters.filter(kind="proof").values_list("to", flat=True)
        assert set(written) == {author.user.email for author in piece.authors}


def test_the_founding_column_reads_as_readers_expect(told):
    [found] = search.find("Observers dull part ceasefire").hits[:1]
    edition = found.article.edition

    assert edition.headline.startswith("The guns are quiet")
    assert edition.picture_label == "AI-generated illustration"
    assert "is a freelance journalist based in Phnom Penh" in edition.closing_line
    assert edition.closing_line.endswith(
        "The views and opinions expressed are his own."
    )


def test_readers_get_each_column_at_an_hour_that_a_desk_would_choose(told):
    hours = {
        timezone.localtime(at).time()
        for at in Article.objects.values_list("publish_at", flat=True)
    }

    assert hours <= {dt.time(6), dt.time(7, 30), dt.time(12), dt.time(17, 30)}
    assert len(hours) > 1


def test_whenever_it_is_loaded_what_is_out_is_out_and_the_rest_to_come():
    day = dt.date(2026, 11, 23)
    for at in (dt.time(0, 20), dt.time(3, 17), dt.time(6), dt.time(23, 50)):
        now = timezone.make_aware(dt.datetime.combine(day, at))
        for column in content.columns():
            if hour := history._hour(column, now):
                is_out = column.published_hours_ago is not None
                began = now - dt.timedelta(hours=column.submitted_hours_ago)
                assert (hour <= now) is is_out, (column.slug, now, hour)
                assert hour > began, (column.slug, now, hour)


def test_readers_get_what_is_out_and_not_what_is_set_for_an_hour(told):
    columns = content.columns()
    out = [column for column in columns if column.published_hours_ago is not None]
    to_come = [column for column in columns if column.publishes_in_hours is not None]

    assert Article.objects.published().count() == len(out)
    assert Article.objects.count() == len(out) + len(to_come)
    for column in to_come:
        found = search.find(column.headline).hits
        assert column.headline not in [hit.article.edition.headline for hit in found]


def test_readers_pages_are_there(told):
    reader = Client()
    newest = Article.objects.published().newest_first()[0]

    for address in ("/", newest.get_absolute_url(), "/feed.rss", "/sitemap.xml"):
        assert reader.get(address).status_code == 200


def test_every_letter_has_left(told):
    assert Letter.objects.exists()
    assert not Letter.objects.exclude(state=LetterState.SENT).exists()


def test_the_clock_finds_nothing_to_let_go_of_when_the_demo_opens(told):
    """What waits too long there is on pause, for a reason its author reads."""
    paused = Submission.objects.exclude(paused_since=None)

    assert not Submission.objects.overdue().exists()
    assert paused.exclude(pause_reason="").count() == 1
    assert Promise.objects.filter(was_silent=True).count() == 1


def test_a_pitch_waits_where_an_idea_comes_first(told):
    [pitch] = Submission.objects.filter(is_pitch=True)

    assert pitch.status == Status.SUBMITTED
    assert pitch.section.takes_pitches
    assert pitch.answer_by > timezone.now()


def test_a_reply_and_letters_answer_a_column_readers_have(told):
    answering = Submission.objects.filter(format__answers_a_column=True)
    by_format = Counter(answering.values_list("format__slug", flat=True))

    assert by_format == {"letter": 2, "reply": 1}
    readers_have = set(Article.objects.published())
    assert {piece.answers for piece in answering} <= readers_have


def test_the_word_file_of_a_waiting_column_is_kept(told):
    files = Attachment.objects.filter(purpose=Purpose.ORIGINAL)

    assert files.count() == 2
    for kept in files:
        assert kept.submission.status == Status.SUBMITTED
        with kept.file.open() as file:
            assert file.read() == content.word_file(kept.name).read_bytes()


def test_what_the_desk_should_notice_is_there_to_be_noticed(told):
    survey.look_at_due(limit=100)

    def noticed(headline):
        return set(Submission.objects.get(latest__headline=headline).flags)

    assert "other-hand" in noticed("Observers without radios observe nothing")
    assert "same-text" in noticed("Race fewer boats, and bring everyone home")
    assert Inquiry.objects.filter(ended_at=None).count() == 1
    assert PreviewLink.objects.count() == 1
    assert Submission.objects.exclude(planned_for=None).count() == 4


def test_the_board_shows_a_morning(told):
    survey.look_at_due(limit=100)
    waiting = Submission.objects.filter(status=Status.ACCEPTED)
    asked = Assignment.objects.open().filter(task=Task.LEGAL)

    assert waiting.filter(lacks=0).count() == 4
    assert {each.submission.tier for each in asked} == {3}
    assert asked.count() == 2
    assert all(each.note for each in asked)


def test_who_gets_heard_shows_groups_and_hides_the_small_ones(told):
    tables = {each.key: each for each in statistics.heard().tables}

    sectors = {row.name: row.cells for row in tables["sector"].rows}
    assert {"University or research", "School or student"} <= set(sectors)
    assert "A craft, farming, a trade" not in sectors
    assert None in [cell for cells in sectors.values() for cell in cells]


def test_a_co_author_has_been_asked_and_can_still_answer(told):
    [asked] = [each for each in Invitation.objects.all() if each.is_open]

    assert asked.submission.status == Status.DRAFT
    assert invitations.why_dead(asked) == ""


def test_terms_are_offered_agreed_due_and_paid(told):
    [courts] = Agreement.objects.filter(accepted_at=None, fee__gt=0)
    paid = Payment.objects.filter(state=PayState.PAID)
    due = Payment.objects.filter(state=PayState.DUE)

    assert (courts.submission.status, courts.kill_fee) == (Status.ACCEPTED, 40)
    assert (paid.count(), due.count()) == (1, 1)
    assert due.get().due_on > timezone.localdate()
    for payment in (*paid, *due):
        assert payment.agreement.submission.is_live


def test_one_headline_is_objected_to_and_another_is_answered_for(told):
    said = Remark.objects.filter(verdict=Verdict.MISSTATES)

    assert said.filter(answered_at=None).count() == 1
    assert said.exclude(answered_at=None).get().answer


def test_a_signature_goes_on_over_a_slip_and_lapses_over_a_word(told):
    [carried] = SignOff.objects.exclude(carried_from=None)
    accepted = Submission.objects.filter(status=Status.ACCEPTED)
    signed = {piece.pk for piece in accepted if not gates.not_signed(piece)}
    lapsed = accepted.exclude(pk__in=signed).filter(sign_offs__isnull=False)

    assert carried.submission_id in signed
    assert len(signed) == 4
    assert lapsed.distinct().count() == 1


def test_one_column_was_printed_past_a_signature_with_a_reason(told):
    [past] = Override.objects.all()

    assert past.submission.is_live
    assert past.by.name in {"Malis Keo", "Jonas Hartvig"}
    assert past.submission.letters.filter(kind="overridden").exists()
    assert not past.submission.sign_offs.exists()


def test_one_error_is_answered_and_one_waits(told):
    found = ErrorReport.objects.all()

    assert all(each.submission.is_live for each in found)
    assert [bool(each.answered_at) for each in found.order_by("at")] == [True, False]


def test_a_declined_column_is_on_hold_for_a_legal_reason(told):
    [held] = Submission.objects.exclude(hold_reason="")

    assert held.status == Status.DECLINED
    assert keeping.purge_day(held) is None


def test_nothing_of_the_demo_is_to_be_purged_as_it_opens(told):
    assert not keeping.due_for_purge().exists()


def test_a_profile_changed_since_waits_for_the_desk_and_the_column_stays(told):
    [change] = ProfileChange.objects.filter(seen_at=None)
    edition = Article.objects.published().by(change.author).get().edition
    was, now = change.said["bio_line"]

    assert change.author.bio_line == now
    assert was != now
    assert now not in edition.closing_line


def test_a_day_off_lies_ahead(told):
    [holiday] = Holiday.objects.all()

    assert holiday.day > timezone.localdate()


def test_the_desk_and_the_authors_texts_differ_in_the_redline(told):
    texts = Revision.objects.filter(submission__article__isnull=False)
    as_sent = set(texts.filter(number=1).values_list("body", flat=True))
    as_cleared = set(texts.exclude(number=1).values_list("body", flat=True))

    assert len(as_sent - as_cleared) > 5


def test_an_account_for_every_role_is_printed(told):
    for role in Role:
        [line] = [
            line for line in told.splitlines() if line.strip().startswith(role.label)
        ]
        user = User.objects.get(email=line.split()[-1])
        assert role in user.roles


def test_a_second_time_changes_nothing_and_prints_the_same(told):
    before = Submission.objects.count(), Letter.objects.count(), User.objects.count()
    out = io.StringIO()

    call_command("demo", stdout=out)

    after = Submission.objects.count(), Letter.objects.count(), User.objects.count()
    assert after == before
    assert out.getvalue() == told


def test_the_moved_clock_is_put_right_again():
    then = dt.datetime(2025, 7, 28, 12, tzinfo=dt.UTC)

    with moved_to(then):
        assert timezone.now() == then
        assert timezone.localdate() == dt.date(2025, 7, 28)

    assert timezone.now() - then > dt.timedelta(days=365)
