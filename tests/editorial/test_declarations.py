"""What authors declare: asked anew for each piece, changed while it is in hand."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from editorial import declarations, drafts, furniture, gates, log, revisions, signing
from editorial.declarations import (
    AGREEMENT,
    AI,
    HELP,
    INTERESTS,
    NOTES,
    VERSION,
    Answer,
)
from editorial.forms import WriteForm
from editorial.models import Action, Declaration, Letter, Status, Submission
from editorial.workflow import NotReady, perform
from tests.editorial.test_together import together
from tests.factories import (
    make_author,
    make_draft,
    make_editor,
    make_piece,
    make_submission,
    sign_as_author,
)
from tests.typed import typed_column, typed_revision

pytestmark = pytest.mark.django_db
BOARD = "I sit on the board of the mill."
ALL_NO = [Answer(question, "no") for question in INTERESTS]
WORDS_OF = {2: "ad62257b780c"}  # of each version, for ever; of 1 the questions alone
NOT_TOLD = "An interest is declared but readers are not told of it"


def with_yes(key="boards", detail=BOARD, answers=ALL_NO):
    return [
        Answer(each.question, "yes", detail, is_interest=True)
        if each.question.key == key
        else each
        for each in answers
    ]


def typed_yes(key="boards", detail=BOARD, **fields):
    return typed_column() | {
        f"interest_{key}": "yes",
        f"interest_{key}_detail": detail,
        "interests_confirmed": "on",
        "help_confirmed": "on",
        **fields,
    }


def disclose(piece, editor, words="Ines Duarte sits on the board of the mill."):
    return revisions.save(
        piece, {"disclosure": words}, by=editor, base=piece.latest.number
    )


def said(answer):
    return " ".join(answer.content.decode().split())


def page_of(piece):
    return reverse("contribute:declared", args=[piece.pk])


def test_a_reworded_question_is_a_new_version():
    asked = (*INTERESTS, *HELP, AI, NOTES, AGREEMENT)
    words = "\n".join(f"{each.key}: {each.wording} {each.told}" for each in asked)

    digest = hashlib.sha256(words.encode()).hexdigest()

    assert digest[:12] == WORDS_OF[VERSION], "raise VERSION and add its digest"


def test_answers_keep_the_version_they_were_given_to(ines, monkeypatch):
    piece = make_submission(contributor=ines)
    [first] = declarations.given(piece)
    assert {each.version for each in first[0].answers} == {VERSION}

    answer = first[0].answers[0]
    assert declarations.wording_now(answer) == ""
    monkeypatch.setattr(declarations, "VERSION", VERSION + 1)
    monkeypatch.setitem(declarations._WORDING_NOW, answer.key, "Asked otherwise?")
    assert declarations.wording_now(answer) == "Asked otherwise?"


def test_every_question_says_what_readers_are_told(client, ines):
    client.force_login(ines)

    page = said(client.get("/contribute/new/"))

    for question in INTERESTS:
        assert question.told.startswith("If yes, readers are told")
        assert question.told in page


# asked anew, filled in, confirmed


def test_a_first_column_is_filled_in_with_nothing(client, ines):
    client.force_login(ines)

    form = client.get("/contribute/new/").context["form"]

    assert form["interest_boards"].value() is None
    assert "interests_confirmed" not in form.fields


def test_the_next_column_is_filled_in_with_what_was_said_last(client, ines):
    make_submission(Status.DECLINED, contributor=ines, answers=with_yes())
    client.force_login(ines)

    page = client.get("/contribute/new/")

    form = page.context["form"]
    assert form["interest_boards"].value() == "yes"
    assert form["interest_boards_detail"].value() == BOARD
    assert form["interest_shares"].value() == "no"
    assert f": yes, “{BOARD}”" in said(page)


def test_what_is_of_one_column_is_never_filled_in(client, ines):
    answers = [
        *ALL_NO,
        *(Answer(each, "Nobody") for each in HELP),
        Answer(NOTES, "yes"),
    ]
    answers.append(Answer(AI, "Drafting", "A machine"))
    make_submission(contributor=ines, answers=answers)
    client.force_login(ines)

    form = client.get("/contribute/new/").context["form"]

    for name in (
        "interest_paid_for_this",
        "interest_personal",
        *(f"help_{question.key}" for question in HELP),
        *("ai", "ai_detail", "notes"),
    ):
        assert not form[name].value(), name


def test_somebody_else_s_answers_are_never_filled_in(client, ines, stranger):
    make_submission(contributor=ines, answers=with_yes())
    client.force_login(stranger)

    page = client.get("/contribute/new/")

    assert BOARD not in said(page)
    assert page.context["form"]["interest_boards"].value() is None


def test_what_was_answered_here_already_stands_against_the_last_time(client, ines):
    make_submission(contributor=ines, answers=with_yes())
    draft = make_draft(ines)
    drafts.save(draft, typed_column(interest_boards="no"), version=0)
    client.force_login(ines)

    form = client.get(f"/contribute/{draft.pk}/write/").context["form"]

    assert form["interest_boards"].value() == "no"
    assert form["interest_boards_detail"].value() != BOARD


def test_what_is_filled_in_must_be_confirmed(client, ines):
    make_submission(contributor=ines, answers=with_yes())
    draft = make_draft(ines)
    drafts.save(draft, typed_column(), version=0)
    client.force_login(ines)
    check = reverse("contribute:check", args=[draft.pk])

    unconfirmed = said(client.get(check))
    drafts.save(draft, typed_column(interests_confirmed="on"), version=1)
    confirmed = said(client.get(check))

    told = "Read the nine answers again, and tick that they are true today."
    assert told in unconfirmed
    assert told not in confirmed


def test_none_of_the_nine_answers_them_all():
    blank = {f"interest_{question.key}": "" for question in INTERESTS}

    form = WriteForm(typed_column(**blank, interests_none="on"))

    assert form.is_valid(), form.errors
    answers = {each.question.key: each.said for each in form.piece().answers}
    assert {answers[question.key] for question in INTERESTS} == {"no"}


def test_none_of_the_nine_and_a_yes_are_not_both_true():
    form = WriteForm(typed_yes(interests_none="on"))

    assert not form.is_valid()
    assert form.errors["interests_none"] == [
        "You said yes to 4 and ticked “none of the nine”. Untick it, or change the "
        "answer."
    ]


def test_without_none_each_unanswered_question_is_asked():
    blank = {f"interest_{question.key}": "" for question in INTERESTS}

    form = WriteForm(typed_column(**blank))

    assert not form.is_valid()


@pytest.mark.parametrize(
    ("detail", "is_enough"),
    [
        ("The Daily", False),
        ("https://", False),
        ("https://daily.example/column", True),
        ("The Daily, http://daily.example/x on 3 May", True),
        ("Only in print: The Daily, 3 May", True),
    ],
)
def test_an_earlier_version_is_named_by_its_address(detail, is_enough):
    typed = typed_column(exclusivity="published", exclusivity_detail=detail)

    assert WriteForm(typed).is_valid() is is_enough


def test_a_revision_is_confirmed_group_by_group(ines, client):
    piece = make_submission(Status.REVISING, contributor=ines)
    client.force_login(ines)
    check = reverse("contribute:check", args=[piece.pk])

    for left_out in ("interests_confirmed", "help_confirmed", "agreement"):
        typed = typed_revision(piece) | {left_out: ""}
        piece.draft.refresh_from_db()
        drafts.save(piece, typed, version=piece.draft.version)
        assert client.get(check).context["problems"], left_out


def test_no_tick_is_taken_over_from_what_was_sent(ines, client):
    draft = make_draft(ines)
    drafts.save(draft, typed_column(interests_none="on"), version=0)
    drafts.send(draft, make_piece(), by=ines)
    draft.refresh_from_db()
    perform(draft, Action.REQUEST_CHANGES, by=make_editor())
    client.force_login(ines)

    form = client.get(f"/contribute/{draft.pk}/write/").context["form"]

    assert not form["agreement"].value()
    assert not form["interests_none"].value()
    assert form["headline"].value()


# changed while the piece is in hand


@pytest.mark.parametrize("status", Status)
def test_answers_are_changed_while_the_piece_is_in_hand(ines, status):
    piece = make_submission(status, contributor=ines)
    before = Declaration.objects.count()

    if status in (Status.SUBMITTED, Status.REVISING, Status.ACCEPTED):
        furniture.declare(piece, with_yes(), by=ines)
        assert [each.detail for each in declarations.interests(piece)] == [BOARD]
    else:
        with pytest.raises(revisions.Closed):
            furniture.declare(piece, with_yes(), by=ines)
        assert Declaration.objects.count() == before


def test_nobody_declares_for_an_author(ines, omar, stranger):
    piece = make_submission(Status.ACCEPTED, contributor=ines)

    for person in (omar, stranger):
        with pytest.raises(PermissionDenied):
            furniture.declare(piece, with_yes(), by=person)

    assert declarations.interests(piece) == []


def test_the_words_stay_and_what_is_signed_as_long_as_readers_are_told_the_same(ines):
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    signing.send_proof(piece, by=make_editor())
    sign_as_author(piece)
    words, number = piece.latest.fields(), piece.latest.number

    furniture.declare(piece, [*ALL_NO, Answer(NOTES, "no")], by=ines)
    told_the_same = gates.sign_off(piece)
    furniture.declare(piece, with_yes(), by=ines)

    assert (piece.latest.fields(), piece.latest.number) == (words, number + 2)
    assert told_the_same is None
    assert gates.sign_off(piece).words == "Ines Duarte has not signed this text"
    assert piece.proof_sent_at is not None  # so it can be signed again at once


def test_a_co_author_answers_beside_the_sender_and_not_for_them(ines, stranger):
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    piece.bylines.create(author=make_author("Sam", user=stranger), position=1)

    furniture.declare(piece, with_yes(), by=stranger)

    sender, co_author = declarations.given(piece)
    assert (sender[0].author, len(sender)) == (None, 1)
    assert co_author[0].author == stranger.author
    assert declarations.given_by(piece, None).revision.number == 1
    assert [each.detail for each in declarations.interests(piece)] == [BOARD]


def test_the_same_again_changes_nothing_and_writes_no_letter(ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines, editor=omar)
    Submission.objects.filter(pk=piece.pk).update(holder=omar)

    for _ in range(2):  # a double click
        furniture.declare(piece, with_yes(), by=ines)

    assert piece.acts.filter(action=Action.DECLARE).count() == 1
    assert Letter.objects.filter(kind="desk-declared", to=omar.email).count() == 1
    assert log.problems(piece) == []


def test_the_holder_is_told_by_mail(ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    Submission.objects.filter(pk=piece.pk).update(holder=omar)

    furniture.declare(piece, with_yes(), by=ines)

    letter = Letter.objects.get(kind="desk-declared")
    assert letter.to == omar.email
    assert f"/admin/desk/{piece.pk}/declarations/" in letter.body
    assert BOARD not in letter.body


# readers are told


def test_an_interest_declared_before_the_disclosure_is_told(ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=with_yes())
    assert gates.disclosure(piece).words == NOT_TOLD

    disclose(piece, omar)

    assert gates.disclosure(piece) is None


def test_an_interest_declared_after_the_disclosure_shuts_the_gate_again(ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=with_yes())
    disclose(piece, omar)

    furniture.declare(piece, with_yes("shares", "A field.", with_yes()), by=ines)

    assert gates.disclosure(piece).words == NOT_TOLD
    assert gates.disclosure(piece).mend == "declarations"
    disclose(piece, omar, "Ines Duarte sits on the mill’s board and owns a field.")
    assert gates.disclosure(piece) is None


def test_an_interest_told_in_other_words_is_a_new_one(ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=with_yes())
    disclose(piece, omar)

    furniture.declare(piece, with_yes(detail="I chair the mill's board."), by=ines)

    assert gates.disclosure(piece).words == NOT_TOLD


def test_another_edit_of_the_text_is_no_disclosure(ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=with_yes())
    disclose(piece, omar)
    furniture.declare(piece, with_yes("shares", "A field.", with_yes()), by=ines)

    revisions.save(piece, {"body": "New."}, by=omar, base=piece.latest.number)

    assert gates.disclosure(piece).words == NOT_TOLD


def test_what_is_declared_anew_without_an_interest_shuts_nothing(ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=with_yes())
    disclose(piece, omar)

    furniture.declare(piece, [*with_yes(), Answer(AI, "Drafting")], by=ines)

    assert gates.disclosure(piece) is None


def test_the_desk_may_confirm_that_the_disclosure_says_it(ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=with_yes())
    disclose(piece, omar)
    furniture.declare(piece, with_yes(detail="On the mill's board."), by=ines)

    furniture.confirm_disclosure(piece, by=omar)
    confirmed = gates.disclosure(piece)
    furniture.declare(piece, with_yes("shares", "A field.", with_yes()), by=ines)

    assert confirmed is None
    assert gates.disclosure(piece).words == NOT_TOLD


def test_there_must_be_a_disclosure_to_confirm_and_somebody_who_may(
    ines, omar, checker
):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=with_yes())

    with pytest.raises(revisions.Closed):
        furniture.confirm_disclosure(piece, by=omar)
    disclose(piece, omar)
    for person in (ines, checker):
        with pytest.raises(PermissionDenied):
            furniture.confirm_disclosure(piece, by=person)


def test_an_interest_of_a_co_author_on_the_disclosure_s_own_revision_is_not_told(
    ines, omar, stranger
):
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    revision = disclose(piece, omar)
    author = make_author("Sam", user=stranger)

    declarations.record(revision, with_yes(), author=author)

    assert gates.disclosure(piece).words == NOT_TOLD


# the pages


def test_the_author_reads_and_changes_what_they_said(client, ines):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=with_yes())
    client.force_login(ines)

    form = client.get(page_of(piece)).context["form"]
    answer = client.post(page_of(piece), typed_yes(detail="I left the board."))

    assert form["interest_boards_detail"].value() == BOARD
    assert answer["Location"] == f"/contribute/{piece.pk}/"
    assert [each.detail for each in declarations.interests(piece)] == [
        "I left the board."
    ]
    status = said(client.get(answer["Location"]))
    assert "You changed what was declared" in status


def test_another_paper_is_declared_too(client, ines):
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    client.force_login(ines)
    typed = typed_yes(exclusivity="offered", exclusivity_detail="The Daily")

    client.post(page_of(piece), typed)

    piece.refresh_from_db()
    assert (piece.exclusivity, piece.exclusivity_detail) == ("offered", "The Daily")


def test_what_is_not_confirmed_is_not_declared_and_not_lost(client, ines):
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    client.force_login(ines)

    answer = client.post(page_of(piece), typed_yes(interests_confirmed=""))

    assert answer.status_code == 422
    assert BOARD in said(answer)
    assert "Nothing is changed yet" in said(answer)
    assert declarations.interests(piece) == []


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.CLEARED, "Readers have it."),
        (Status.DECLINED, "This column has ended with us."),
    ],
)
def test_later_the_page_says_what_is_left_to_do(client, ines, status, told):
    piece = make_submission(status, contributor=ines)
    client.force_login(ines)

    shown = client.get(page_of(piece))
    answer = client.post(page_of(piece), typed_yes())

    assert told in said(shown)
    assert "<form" not in said(shown).split("<main", 1)[1]
    assert answer.status_code == 409
    assert declarations.interests(piece) == []


def test_cleared_and_not_yet_out_leads_to_the_desk_or_out(client, ines):
    hour = timezone.now() + dt.timedelta(days=1)
    piece = make_submission(Status.CLEARED, contributor=ines, hour=hour)
    client.force_login(ines)

    page = said(client.get(page_of(piece)))

    assert "write to the desk now" in page
    assert "or withdraw the column there" in page


def test_the_desk_sees_who_changed_what_and_when(client, ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    furniture.declare(piece, with_yes(), by=ines)
    client.force_login(omar)

    page = said(client.get(reverse("admin:desk_declarations", args=[piece.pk])))

    assert "Ines Duarte, with revision 2" in page
    assert "<b>after acceptance</b>" in page
    assert '<span class="tag tag-info">Changed</span> Before: no' in page
    assert page.count("Changed</span>") == 1
    assert "Ines Duarte before, with revision 1" in page


def test_the_desk_is_told_when_a_question_reads_differently_today(
    client, ines, omar, monkeypatch
):
    piece = make_submission(contributor=ines)
    monkeypatch.setattr(declarations, "VERSION", VERSION + 1)
    monkeypatch.setitem(declarations._WORDING_NOW, "shares", "Asked otherwise?")
    client.force_login(omar)

    page = said(client.get(reverse("admin:desk_declarations", args=[piece.pk])))

    assert page.count("Asked today in other words: Asked otherwise?") == 1


def test_the_desk_confirms_with_one_button(client, ines, omar):
    piece = make_submission(Status.ACCEPTED, contributor=ines, answers=with_yes())
    disclose(piece, omar)
    furniture.declare(piece, with_yes(detail="On the mill's board."), by=ines)
    client.force_login(omar)
    address = reverse("admin:desk_declarations", args=[piece.pk])

    before = said(client.get(address))
    client.post(address)
    after = said(client.get(address))
    history = said(client.get(reverse("admin:desk_history", args=[piece.pk])))

    assert "It says so already" in before
    assert "It says so already" not in after
    assert "confirmed that the disclosure says what was declared" in history


@pytest.mark.parametrize("many", [1, 3])
def test_answers_take_one_query_however_often_they_were_changed(
    ines, many, django_assert_num_queries
):
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    for number in range(many):
        furniture.declare(piece, with_yes(detail=f"Board {number}"), by=ines)

    with django_assert_num_queries(1):
        [sets] = declarations.given(piece)
        assert [each.revision.number for each in sets] == list(range(many + 1, 0, -1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_nothing_is_cleared_at_once_with_an_interest_nobody_is_told_of(
    turn, ines, omar
):
    piece = make_submission(Status.ACCEPTED, contributor=ines)
    sign_as_author(piece)

    cleared, declared = together(
        lambda: perform(piece, Action.CLEAR, by=omar),
        lambda: furniture.declare(piece, with_yes(), by=ines),
    )

    piece.refresh_from_db()
    if piece.status == Status.CLEARED:
        assert isinstance(declared, revisions.Closed)
        assert declarations.interests(piece) == []
    else:
        assert isinstance(cleared, NotReady)
        assert [each.detail for each in declarations.interests(piece)] == [BOARD]
    assert log.problems(piece) == []
