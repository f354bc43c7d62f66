"""Nobody stands in a byline unasked."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from authors.models import Author, User
from editorial import drafts, furniture, gates, invitations, log, outbox, rules
from editorial.declarations import INTERESTS, Answer, Question
from editorial.invitations import Profile, Refused
from editorial.models import Declaration, Invitation, Letter, Status
from editorial.proof import proof_of, signers_of
from tests.factories import (
    make_author,
    make_contributor,
    make_draft,
    make_piece,
    make_submission,
    sign_as_author,
)

ANA = Profile("Ana Ruiz", "nurse", "Battambang", "her")
NONE = [Answer(question, "no") for question in INTERESTS]


@pytest.fixture
def ana(db) -> User:
    return User.objects.create_user("ana@example.org")


@pytest.fixture
def piece(db):
    return make_submission()


def invite(piece, email="ana@example.org", name="Ana Ruiz", **who) -> Invitation:
    who = {"by": piece.contributor} | who
    return invitations.invite(piece, name=name, email=email, **who)


def key_in(letter: Letter) -> str:
    return re.search(r"/contribute/invitation/([^/]+)/", letter.body)[1]


def names(piece) -> list[str]:
    piece.refresh_from_db()
    return [author.name for author in piece.authors]


def test_only_the_digest_of_the_key_is_kept(piece):
    asked = invite(piece)

    key = key_in(Letter.objects.get(kind="invitation"))
    assert asked.key_digest == hashlib.sha256(key.encode()).hexdigest()
    assert invitations.of_key(key) == asked


def test_the_letter_loses_its_key_once_it_has_left(piece):
    invite(piece)

    outbox.deliver_due()

    assert Letter.objects.get(kind="invitation").body == "(erased)"


def test_a_yes_puts_the_name_last_and_tells_the_sender(piece, ana):
    invitations.accept(invite(piece), ANA, NONE, by=ana)

    assert names(piece) == [piece.first_name, "Ana Ruiz"]
    told = Letter.objects.get(kind="co-author-joined")
    assert (told.to, "Ana Ruiz agreed" in told.subject) == (
        piece.contributor.email,
        True,
    )
    assert [a.action for a in piece.acts.order_by("-number")[:2]] == ["join", "invite"]
    assert log.problems(piece) == []


def test_a_co_author_must_sign_and_is_listed(piece, ana):
    invitations.accept(invite(piece), ANA, NONE, by=ana)

    piece.refresh_from_db()
    assert "Ana Ruiz" in [author.name for author in signers_of(piece)]
    assert piece in rules.own_submissions(ana)


def test_their_answers_stand_beside_the_senders(piece, ana):
    yes = Answer(INTERESTS[0], "yes", "I own the mill.", True)
    invitations.accept(invite(piece), ANA, [yes, *NONE[1:]], by=ana)

    own = Declaration.objects.filter(revision=piece.latest, author__user=ana)
    assert own.count() == len(INTERESTS)
    assert own.get(key=INTERESTS[0].key).is_interest
    assert gates.disclosure(piece) is not None


def test_answers_to_a_draft_go_on_record_when_it_is_sent(ana):
    piece = make_draft()
    asked = Answer(Question("employer", "As we asked that day?"), "no")
    invitations.accept(invite(piece), ANA, [asked], by=ana)
    assert not Declaration.objects.exists()

    drafts.send(piece, make_piece(), by=piece.contributor)

    kept = Declaration.objects.get(author__user=ana)
    assert (kept.revision, kept.wording) == (piece.latest, "As we asked that day?")
    assert Invitation.objects.get().answers == []


def test_the_sender_stands_first_though_a_co_author_agreed_to_the_draft(ana):
    piece = make_draft()
    invitations.accept(invite(piece), ANA, NONE, by=ana)

    drafts.send(piece, make_piece(), by=piece.contributor)

    assert names(piece) == ["Ines Duarte", "Ana Ruiz"]


def test_whoever_left_the_draft_again_leaves_no_answer(ana):
    piece = make_draft()
    invitations.accept(invite(piece), ANA, NONE, by=ana)
    invitations.step_out(piece, by=ana)

    drafts.send(piece, make_piece(), by=piece.contributor)

    assert not Declaration.objects.filter(author__isnull=False).exists()


def test_a_new_name_on_an_accepted_piece_lets_every_signature_lapse(ana):
    piece = make_submission(Status.ACCEPTED)
    asked = invite(piece)
    sign_as_author(piece)
    before = proof_of(piece).fingerprint

    invitations.accept(asked, ANA, NONE, by=ana)

    piece.refresh_from_db()
    assert proof_of(piece).fingerprint != before
    assert gates.sign_off(piece) is not None


def test_accepting_twice_is_once(piece, ana):
    asked = invite(piece)
    invitations.accept(asked, ANA, NONE, by=ana)

    invitations.accept(asked, ANA, NONE, by=ana)

    assert piece.bylines.count() == 2
    assert piece.acts.filter(action="join").count() == 1


def test_a_forwarded_letter_is_of_no_use(piece, stranger):
    asked = invite(piece)

    with pytest.raises(PermissionDenied):
        invitations.accept(asked, ANA, NONE, by=stranger)
    with pytest.raises(PermissionDenied):
        invitations.decline(asked, by=stranger)

    assert piece.bylines.count() == 1


def test_a_no_keeps_the_answer_and_nothing_else(piece, ana):
    asked = invite(piece)

    invitations.decline(asked, by=ana, reason="I was not there.")

    assert names(piece) == [piece.first_name]
    assert not Author.objects.filter(user=ana).exists()
    assert not Declaration.objects.filter(author__isnull=False).exists()
    letter = Letter.objects.get(kind="co-author-declined")
    assert "I was not there." in letter.body
    assert gates.consent(piece) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("expire", "expired"),
        ("take back", "taken back"),
        ("decline", "declined"),
        ("end", "takes no more names"),
    ],
)
def test_a_dead_letter_says_why(piece, ana, change, said):
    asked = invite(piece)
    if change == "expire":
        Invitation.objects.update(at=timezone.now() - invitations.LIFE)
    elif change == "take back":
        invitations.take_back(asked, by=piece.contributor)
    elif change == "decline":
        invitations.decline(asked, by=ana)
    else:
        type(piece).objects.filter(pk=piece.pk).update(status=Status.WITHDRAWN)

    with pytest.raises(Refused, match=said):
        invitations.accept(asked, ANA, NONE, by=ana)

    assert piece.bylines.count() == 1


def test_it_lives_to_the_last_second_of_two_weeks(piece, ana):
    asked = invite(piece)
    edge = asked.at + invitations.LIFE

    assert not invitations.has_expired(asked, at=edge - dt.timedelta(seconds=1))
    assert invitations.has_expired(asked, at=edge)


def test_sent_again_the_old_key_is_dead_and_the_two_weeks_begin_anew(piece):
    asked = invite(piece)
    old = key_in(Letter.objects.get(kind="invitation"))

    with time_machine.travel(timezone.now() + dt.timedelta(days=15), tick=False):
        invitations.send_again(asked, by=piece.contributor)
        asked.refresh_from_db()
        assert not invitations.has_expired(asked)

    assert invitations.of_key(old) is None
    new = key_in(Letter.objects.filter(kind="invitation").latest("pk"))
    assert invitations.of_key(new) == asked


def test_the_same_address_is_asked_once(piece):
    invite(piece)

    with pytest.raises(Refused, match="invited already"):
        invite(piece, "ANA@example.org")


def test_nobody_asks_themselves(piece):
    with pytest.raises(Refused, match="your own address"):
        invite(piece, piece.contributor.email.upper())


def test_nobody_is_asked_who_stands_there_already(piece, ana):
    invitations.accept(invite(piece), ANA, NONE, by=ana)

    with pytest.raises(Refused, match="already"):
        invite(piece)


def test_nobody_is_asked_twice_after_a_no(piece, ana):
    invitations.decline(invite(piece), by=ana)

    with pytest.raises(Refused, match="do not ask twice"):
        invite(piece)


def test_at_most_six_names_those_asked_counted(piece):
    for number in range(5):
        invite(piece, f"a{number}@example.org")

    with pytest.raises(Refused, match="at most 6 names"):
        invite(piece, "a6@example.org")


def test_one_person_sends_so_many_letters_a_day(piece):
    asked = invite(piece)
    for _ in range(3):
        invitations.send_again(asked, by=piece.contributor)

    with pytest.raises(Refused, match="several letters today"):
        invitations.send_again(asked, by=piece.contributor)

    assert Letter.objects.filter(kind="invitation").count() == 4


@pytest.mark.parametrize(
    "name", ["See www.win.example", "https://win.example", "a@b.org", "Win/now"]
)
def test_a_name_is_no_address(piece, name):
    with pytest.raises(Refused, match="name alone"):
        invite(piece, name=name)


def test_a_name_cannot_add_a_header(piece):
    invite(piece, name="Ana\r\nBcc: all")

    subject = Letter.objects.get(kind="invitation").subject
    assert "\n" not in subject
    assert "\r" not in subject


@pytest.mark.parametrize("who", ["stranger", "checker", "counsel"])
def test_only_the_sender_and_the_editing_desk_ask(piece, who, request):
    with pytest.raises(PermissionDenied):
        invite(piece, by=request.getfixturevalue(who))

    assert not Invitation.objects.exists()


def test_a_co_author_asks_nobody(piece, ana):
    invitations.accept(invite(piece), ANA, NONE, by=ana)

    with pytest.raises(PermissionDenied):
        invite(piece, "third@example.org", by=ana)


@pytest.mark.parametrize("who", ["omar", "copy_editor", "publisher"])
def test_the_desk_asks_too(piece, who, request):
    invite(piece, by=request.getfixturevalue(who))

    assert Letter.objects.get(kind="invitation").to == "ana@example.org"


def test_a_draft_is_nobody_elses(omar):
    piece = make_draft()

    with pytest.raises(PermissionDenied):
        invite(piece, by=omar)


def test_a_cleared_column_takes_no_more_names(db):
    piece = make_submission(Status.CLEARED)

    with pytest.raises(Refused, match="too far"):
        invite(piece)


# The gate


def test_an_open_invitation_holds_the_column_up(piece):
    invite(piece)

    blocker = gates.consent(piece)
    assert blocker.words == "Ana Ruiz has not agreed to stand in the byline"


def test_a_name_put_there_by_the_desk_must_agree_if_it_can(piece, omar):
    neth = make_contributor("Neth Sovann").author
    furniture.set_byline(piece, [*piece.authors, neth], by=omar)
    assert gates.consent(piece).who == "Neth Sovann"

    asked = invite(piece, neth.user.email, "Neth Sovann", by=omar, author=neth)
    invitations.accept(
        asked, Profile("Neth Sovann", "lawyer", "Takeo", "his"), NONE, by=neth.user
    )

    piece.refresh_from_db()
    assert gates.consent(piece) is None
    assert piece.bylines.count() == 2


def test_a_name_that_never_signs_in_needs_no_consent(piece, omar):
    furniture.set_byline(piece, [*piece.authors, make_author("Old Hand")], by=omar)

    assert gates.consent(piece) is None


# A profile and its owner


@pytest.fixture
def credited(piece, omar) -> Author:
    author = make_author("Old Hand")
    furniture.set_byline(piece, [*piece.authors, author], by=omar)
    piece.refresh_from_db()
    return author


def test_a_credited_author_takes_their_profile(piece, credited, omar, ana):
    asked = invite(piece, name="Old Hand", by=omar, author=credited)
    assert gates.consent(piece) is None

    invitations.accept(asked, None, (), by=ana)

    credited.refresh_from_db()
    assert credited.user == ana
    assert names(piece) == [piece.first_name, "Old Hand"]


def test_two_profiles_are_never_made_one(piece, credited, omar):
    neth = make_contributor("Neth Sovann")
    asked = invite(piece, neth.email, "Old Hand", by=omar, author=credited)

    with pytest.raises(Refused, match="do not make one of two"):
        invitations.accept(asked, None, (), by=neth)

    credited.refresh_from_db()
    assert credited.user is None


def test_a_profile_with_an_account_is_never_taken(piece, credited, omar, ana):
    asked = invite(piece, name="Old Hand", by=omar, author=credited)
    other = User.objects.create_user("other@example.org")
    Author.objects.filter(pk=credited.pk).update(user=other)

    with pytest.raises(Refused, match="belongs to another account"):
        invitations.accept(asked, None, (), by=ana)

    credited.refresh_from_db()
    assert credited.user == other


def test_an_author_does_not_give_profiles_away(piece, credited):
    with pytest.raises(PermissionDenied):
        invite(piece, author=credited)


def test_a_profile_is_claimed_long_after_the_column_has_run(omar, ana):
    author = make_author("Old Hand")
    piece = make_submission()
    furniture.set_byline(piece, [*piece.authors, author], by=omar)
    piece.status = Status.DECLINED
    piece.save()

    asked = invite(piece, name="Old Hand", by=omar, author=author)
    invitations.accept(asked, None, (), by=ana)

    author.refresh_from_db()
    assert author.user == ana


# Order, and out again


def test_the_sender_orders_the_names_while_it_is_theirs(ana):
    piece = make_submission(Status.REVISING)
    invitations.accept(invite(piece), ANA, NONE, by=ana)
    piece.refresh_from_db()
    first, second = piece.authors

    invitations.arrange(piece, [second, first], by=piece.contributor)

    assert names(piece) == ["Ana Ruiz", first.name]


def test_whoever_is_taken_out_is_told_and_must_be_asked_again(ana, omar):
    piece = make_submission(Status.REVISING)
    invitations.accept(invite(piece), ANA, NONE, by=ana)
    piece.refresh_from_db()

    invitations.arrange(piece, piece.authors[:1], by=piece.contributor)

    assert names(piece) == [piece.first_name]
    assert Letter.objects.get(kind="co-author-removed").to == ana.email
    assert piece not in rules.own_submissions(ana)
    assert not Invitation.objects.get().stands


def test_nobody_is_put_in_by_arranging(piece):
    piece = make_submission(Status.REVISING)

    with pytest.raises(Refused, match="changed meanwhile"):
        invitations.arrange(
            piece, [*piece.authors, make_author()], by=piece.contributor
        )


def test_a_co_author_arranges_nothing(ana):
    piece = make_submission(Status.REVISING)
    invitations.accept(invite(piece), ANA, NONE, by=ana)
    piece.refresh_from_db()

    with pytest.raises(PermissionDenied):
        invitations.arrange(piece, piece.authors[1:], by=ana)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.REVISING, Status.ACCEPTED])
def test_a_co_author_steps_out(ana, status):
    piece = make_submission(status)
    invitations.accept(invite(piece), ANA, NONE, by=ana)
    before = proof_of(piece).fingerprint

    invitations.step_out(piece, by=ana, reason="I changed my mind.")
    invitations.step_out(piece, by=ana)

    assert names(piece) == [piece.first_name]
    assert proof_of(piece).fingerprint != before
    assert piece.acts.filter(action="stand aside").count() == 1
    assert "I changed my mind." in Letter.objects.get(kind="co-author-left").body
    assert log.problems(piece) == []


def test_the_sender_does_not_step_out(piece):
    with pytest.raises(Refused, match="withdraw it"):
        invitations.step_out(piece, by=piece.contributor)


def test_nobody_steps_out_of_a_cleared_column(ana):
    piece = make_submission(Status.ACCEPTED)
    invitations.accept(invite(piece), ANA, NONE, by=ana)
    type(piece).objects.filter(pk=piece.pk).update(status=Status.DECLINED)

    with pytest.raises(Refused, match="too late"):
        invitations.step_out(piece, by=ana)


def test_an_editor_who_joins_lets_the_piece_go(piece, omar, edith):
    type(piece).objects.filter(pk=piece.pk).update(
        holder=omar, held_since=timezone.now()
    )
    asked = invite(piece, omar.email, "Omar", by=edith)

    invitations.accept(
        asked, Profile("Omar", "editor", "Phnom Penh", "his"), NONE, by=omar
    )

    piece.refresh_from_db()
    assert piece.holder is None
    assert not rules.is_editor(omar, piece)
