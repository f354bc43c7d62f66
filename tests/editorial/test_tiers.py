"""How risky a piece is: each case that burned a paper lights its check."""

from __future__ import annotations

import dataclasses
import time

import pytest
from django.core.exceptions import PermissionDenied

from authors.models import Affiliation, Author, Interest
from editorial import log, revisions, signing, survey, tiers, triggers
from editorial.declarations import INTERESTS, Answer
from editorial.models import FullRead, Status, Tier
from editorial.proof import proof_of
from editorial.workflow import state_of
from tests.editorial.test_together import together
from tests.factories import ABOUT, make_editor, make_submission, settle_risk

pytestmark = pytest.mark.django_db

COTTON = (
    "One thing above all else will restore order to our streets: an overwhelming show "
    "of force to disperse, detain and ultimately deter lawbreakers.\n\nIt is time to "
    "send in the troops."
)
TAYLOR = (
    "The London academic Mazen Masri and his wife Ryvka Barnard are known terrorist "
    "sympathizers. Nobody has said so before."
)
DULL = "The mill was quiet.\n\nThe river rose, and the village moved uphill."


def names(piece):
    return {each.name for each in tiers.proposed(piece).triggers}


def lacks(piece):
    return [blocker.words for blocker in state_of(piece).blockers]


def edit(piece, body, by):
    piece.refresh_from_db()
    signing.save(piece, {"body": body}, by=by, base=piece.latest.number)
    piece.refresh_from_db()


def say(piece, tier, by, reason=""):
    seen = tiers.proposed(piece).mark
    return tiers.confirm(piece, tier, by=by, seen=seen, reason=reason)


def read(piece, *people):
    for each in people:
        tiers.read(piece, proof_of(piece).fingerprint, by=each)


def test_cotton_a_call_for_force_by_a_sitting_senator_is_read_by_a_senior_editor(
    omar, edith
):
    about = dataclasses.replace(ABOUT, role="United States senator")
    piece = make_submission(Status.ACCEPTED, editor=omar, body=COTTON, about=about)

    found = tiers.proposed(piece)
    say(piece, Tier.THREE, omar)
    read(piece, omar)
    alone = lacks(piece)
    read(piece, edith)

    assert found.tier == Tier.THREE
    assert names(piece) == {"A call for force", "Sitting politician or candidate"}
    assert "It is time to send in the troops." in found.triggers[0].passages
    assert "Tier 3: no senior editor has read this text in full" in alone
    assert "Tier 3: no senior editor has read this text in full" not in lacks(piece)


def test_oliver_taylor_an_accusation_against_named_people_is_shown_with_its_words():
    piece = make_submission(body=TAYLOR)

    (trigger,) = tiers.proposed(piece).triggers

    assert (trigger.name, trigger.tier) == ("Crime or corruption", Tier.TWO)
    assert trigger.passages == (TAYLOR.split(". ")[0] + ".",)
    assert piece.proposed_tier == 2
    assert piece.tier is None
    assert piece.tier_why == "Crime or corruption"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Doctor Ana Ruiz botched the operation.", "Professional incompetence"),
        ("Prak Sok hid that his daughter, a 14-year-old, was ill.", "Private life,"),
        ("Two men are on trial for it.", "A live court case"),
        ("A leaked letter shows it.", "A leaked document"),
        ("What the queen thinks of it matters.", "Monarchy or national security"),
        ("On polling day, vote for the river.", "An election"),
        ("Stop taking the pills.", "Health or money advice"),
    ],
)
def test_each_list_notices_its_danger(said, kind):
    (hit,) = {hit.kind.name for hit in triggers.found_in(said)}

    assert hit.startswith(kind)


def test_a_word_within_another_and_a_word_in_an_address_are_no_danger():
    text = "He forgot the kingfisher. See [this](https://x.org/fraud-by-Ana-Ruiz)."

    assert triggers.found_in(text) == ()


def test_what_an_author_declared_or_the_register_knows_is_a_stake(ines):
    answers = [Answer(INTERESTS[2], "yes", "Land on the bank.", is_interest=True)]
    declared = make_submission(body=DULL, answers=answers)
    known = make_submission(body=f"{DULL} The River Bank lent for it.")
    Interest.objects.create(
        author=known.authors[0], name="Delta Fund", also="River Bank", relation="board"
    )

    (of_answers,) = tiers.proposed(declared).triggers
    (of_register,) = tiers.proposed(known).triggers

    assert declared.proposed_tier == 3
    assert "Land on the bank" not in "".join(of_answers.passages)  # its own page has it
    assert of_register.passages == ("The River Bank lent for it.",)


def test_a_tie_by_which_nobody_gains_is_no_stake(ines):
    friend = next(each for each in INTERESTS if each.key == "personal")
    answers = [Answer(friend, "yes", "A cousin.", is_interest=True)]

    assert make_submission(body=DULL, answers=answers).proposed_tier == 1


def test_a_former_minister_sits_no_more_and_a_nameless_author_is_noticed():
    former, nameless = make_submission(body=DULL), make_submission(body=DULL)
    Author.objects.filter(pk=former.authors[0].pk).update(role="a former minister")
    Author.objects.filter(pk=nameless.authors[0].pk).update(name="A teacher in Kep")
    Affiliation.objects.create(
        author=former.authors[0], organisation="A school", since="2020-01-01"
    )

    assert names(former) == set()
    assert names(nameless) == {"Anonymous author"}


def test_a_dull_piece_is_tier_one_by_itself_and_nothing_is_asked(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=DULL)

    risky = [each for each in lacks(piece) if "ier " in each or "legal" in each]

    assert (piece.proposed_tier, piece.tier, risky) == (1, None, [])


def test_a_person_says_the_tier_and_a_new_danger_reopens_it(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=TAYLOR)

    with pytest.raises(tiers.Refused, match="takes a reason"):
        say(piece, Tier.ONE, omar, reason="No.")
    with pytest.raises(tiers.Changed):
        tiers.confirm(piece, Tier.TWO, by=omar, seen="another page")
    say(piece, Tier.ONE, omar, reason="They said so of themselves, in print.")
    lowered = (piece.tier, lacks(piece))
    edit(piece, f"{TAYLOR}\n\nThe two stand trial: the accused deny it.", omar)

    assert lowered[0] == 1
    assert not any("ier " in each for each in lowered[1])
    assert (piece.tier, piece.proposed_tier) == (None, 2)
    assert "Something new was noticed, and nobody has confirmed tier 2" in lacks(piece)
    assert log.problems(piece) == []


def test_two_read_tier_two_and_an_edit_asks_them_again_but_a_slip_does_not(
    omar, edith, copy_editor, counsel
):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=TAYLOR)
    say(piece, Tier.TWO, omar)

    read(piece, omar, omar)
    one = [each for each in lacks(piece) if "in full" in each]
    read(piece, copy_editor)
    both = [each for each in lacks(piece) if "in full" in each]
    edit(piece, TAYLOR.replace("said so", "said  so"), edith)
    after_a_slip = [each for each in lacks(piece) if "in full" in each]
    edit(piece, TAYLOR.replace("Nobody has", "Everybody has"), edith)
    after_an_edit = [each for each in lacks(piece) if "in full" in each]

    assert one == ["Tier 2: this text must be read in full (Omar has, one more must)"]
    assert both == after_a_slip == []
    assert after_an_edit == ["Tier 2: this text must be read in full (two people must)"]
    with pytest.raises(PermissionDenied):
        read(piece, counsel)


def test_one_editor_answers_for_it_and_readers_get_that_name(omar, edith, checker):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=DULL)

    with pytest.raises(tiers.Refused, match="Fay does not decide"):
        tiers.answer_for(piece, checker, by=omar)
    tiers.answer_for(piece, edith, by=omar)
    edith.groups.clear()
    piece.refresh_from_db()

    assert "Responsible editor: Edith does not decide on this column" in lacks(piece)


def test_an_edition_bears_the_name_of_who_answers_for_it_not_of_who_clears(omar, edith):
    piece = make_submission(Status.CLEARED, editor=omar)
    other = make_submission(Status.ACCEPTED, editor=omar)
    tiers.answer_for(other, edith, by=omar)

    assert piece.article.edition.responsible_editor == "Omar"
    assert other.responsible == edith
    assert other.acts.filter(action="responsible").get().data["to"] == "Edith"


def test_a_text_of_thirty_thousand_words_is_looked_through_in_linear_time():
    def took(words):
        text = "The minister Prak Sok stole land and bribed nobody at all. " * (
            words // 11
        )
        began = time.process_time()
        assert triggers.found_in(text)
        return time.process_time() - began

    short = max(took(7_000), 0.01)

    assert took(28_000) < 40 * short
    assert triggers.found_in("A-" * 100_000) == ()


@pytest.mark.django_db(transaction=True)
def test_two_who_read_it_at_once_have_both_read_it(omar, edith):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=TAYLOR)
    say(piece, Tier.TWO, omar)
    fingerprint = proof_of(piece).fingerprint

    together(
        lambda: tiers.read(piece, fingerprint, by=omar),
        lambda: tiers.read(piece, fingerprint, by=edith),
        lambda: tiers.read(piece, fingerprint, by=omar),
    )

    assert FullRead.objects.filter(submission=piece).count() == 2
    assert not any("in full" in each for each in lacks(piece))
    assert log.problems(piece) == []


def test_a_restored_text_and_a_piece_made_ready_ask_for_nothing_more(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=TAYLOR)
    settle_risk(piece)
    before = lacks(piece)

    revisions.save(piece, {"body": DULL}, by=make_editor(), base=1)
    revisions.restore(piece, 1, by=omar, base=2)
    piece.refresh_from_db()

    assert lacks(piece) == before


def test_a_text_brought_back_has_its_tier_at_once_and_is_looked_over_next(omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=TAYLOR)
    signing.save(piece, {"body": DULL}, by=omar, base=1)
    survey.look(piece)
    dull, seen = piece.proposed_tier, survey.due().filter(pk=piece.pk).exists()

    signing.restore(piece, 1, by=omar, base=2)

    piece.refresh_from_db()
    assert (dull, seen) == (Tier.ONE, False)
    assert piece.proposed_tier == Tier.TWO
    assert piece.tier_why
    assert survey.due().filter(pk=piece.pk).exists()
