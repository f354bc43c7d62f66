"""The desk in a real browser: from the board to the reader's page."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from authors.models import Role
from editorial import drafts, furniture, holds, outbox, revisions, signing, talk
from editorial.declarations import INTERESTS, Answer
from editorial.models import (
    Action,
    Letter,
    LetterState,
    LetterTemplate,
    Status,
    Submission,
)
from editorial.proof import proof_of
from editorial.workflow import Details, perform
from tests.conftest import staff
from tests.factories import (
    ABOUT,
    agree_to_all,
    make_article,
    make_author,
    make_contributor,
    make_format,
    make_picture,
    make_piece,
    make_submission,
)
from tests.journeys.browser import axe, for_everybody
from tests.photos import photo

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = (
    "The guns are quiet. Leverage is a wasting asset.\n\n"
    "What is needed now is not another big signing but patience."
)


@pytest.fixture
def malis(transactional_db):
    user = staff("Malis", Role.EDITOR)
    user.name, user.title = "Malis Keo", "section editor"
    user.save()
    return user


@pytest.fixture
def desk(page, sign_in, malis):
    """The browser of an editor at the desk."""
    sign_in(page, malis)
    return page


@pytest.fixture
def guns(malis):
    """Accepted and held, with everything a piece can have around it."""
    interest = Answer(INTERESTS[3], "yes", "I advise the centre.", is_interest=True)
    answers = [Answer(question, "no") for question in INTERESTS[:3]] + [interest]
    piece = make_submission(
        headline="The guns are quiet",
        body=TEXT,
        contributor=make_contributor("Prak Sereyvuth", name_own_script="ប្រាក់"),
        answers=answers,
        peg="Mandate agenda",
        peg_until=timezone.now() + dt.timedelta(hours=21),
    )
    perform(
        piece,
        Action.REQUEST_CHANGES,
        by=malis,
        details=Details(conditions=("Say where 40 % comes from.",)),
    )
    [asked] = piece.conditions.all()
    again = make_piece(
        section=piece.section,
        headline=piece.headline,
        body=TEXT,
        condition_answers={asked.pk: "The ministry."},
        answers=answers,
    )
    drafts.send(piece, again, by=piece.contributor)
    holds.take(piece, by=malis)
    perform(piece, Action.ACCEPT, by=malis)
    edited = TEXT.replace("needed", "wanted").replace("big ", "")
    revisions.save(piece, {"body": edited}, by=malis, base=2, reason="First edit")
    made = {"source_type": "trainedAlgorithmicMedia", "credit": "", "alt": ""}
    furniture.set_picture(piece, make_picture(**made), by=malis)
    talk.write_to_desk(piece, "I would keep “big”.", by=piece.contributor)
    talk.note(piece, "The ambassador line is true.", by=malis)
    return piece


def parts_of(piece):
    at = f"/admin/desk/{piece.pk}/"
    return [
        *(f"{at}?view={view}" for view in ("edit", "redline", "readers")),
        *(f"{at}{part}/" for part in ("headline", "picture", "details")),
        f"{at}byline/?q=a",
        *(f"{at}{part}/" for part in ("declarations", "letters", "history")),
        f"{at}revisions/?from=1&to=3",
        *(f"{at}{part}/" for part in ("hand-over", "proof", "clear", "spike")),
        *(f"{at}{part}/" for part in ("claims", "style", "origin", "same", "names")),
        *(f"{at}{part}/" for part in ("identity", "risk", "inquiry", "previews")),
        *(f"{at}{part}/" for part in ("sources", "revisions")),
    ]


BOARDS = ("", "?form=table", "?view=unclaimed", "?view=mine")
LISTS = (
    *("authors/author", "authors/user", "articles/section", "articles/article"),
    *("articles/edition", "articles/picture", "editorial/letter"),
    *("editorial/lettertemplate", "editorial/act"),
)
ADDED = ("authors/author", "authors/user", "editorial/lettertemplate")


def open_board():
    """A board with every group, every stage, and a failed letter."""
    now = timezone.now()
    for headline, hours in (("Soon", 5), ("This week", 75), ("Later", 400)):
        until = now + dt.timedelta(hours=hours)
        make_submission(headline=headline, peg="A vote", peg_until=until)
    late = make_submission(headline="Late")
    Submission.objects.filter(pk=late.pk).update(answer_by=now - dt.timedelta(hours=7))
    make_submission(Status.REVISING, headline="With its author")
    make_submission(Status.CLEARED, hour=now + dt.timedelta(hours=9), headline="Set")
    LetterTemplate.objects.create(
        kind="decline",
        name="Not for us",
        subject="About it",
        body="Dear {name},\n\nNo.",
    )
    Letter.objects.filter(kind="cleared").update(
        state=LetterState.FAILED, problem="Mailbox full"
    )
    return late


# The way of a column


def test_from_the_queue_back_to_the_author(desk, malis):
    piece = make_submission(headline="Let the courts publish")

    desk.goto("/admin/")
    desk.get_by_role("button", name="Take “Let the courts publish”").click()
    expect(desk.locator(".messagelist")).to_contain_text("You took")
    desk.get_by_role("link", name="Let the courts publish", exact=True).click()
    desk.get_by_role("link", name="Ask for changes").click()
    desk.get_by_label("What you ask for").fill("Name the court.\nShorten it.")
    desk.get_by_role("button", name="Ask for changes, and send this letter").click()

    expect(desk.locator(".messagelist")).to_contain_text("It is with Ines Duarte")
    expect(desk.locator("#conditions")).to_contain_text("Name the court.")
    piece.refresh_from_db()
    assert (piece.status, piece.holder) == (Status.REVISING, malis)


def test_from_accepting_to_the_readers_page(desk, window, malis):
    piece = make_submission(
        format=make_format(words_least=5, words_most=900),
        headline="Working title",
        body=TEXT,
        about=dataclasses.replace(ABOUT, name="Prak Sereyvuth", pronoun="his"),
    )

    _accept(desk, piece)
    _edit(desk, piece)
    _write_the_headline(desk)
    _put_a_picture_over_it(desk)
    _send_the_proof(desk)
    expect(desk.locator(".side")).to_contain_text("has not signed this text")
    piece.refresh_from_db()
    agree_to_all(piece)
    signing.sign(piece, proof_of(piece).fingerprint, by=piece.contributor)
    desk.reload()
    expect(
        desk.get_by_role("heading", name=re.compile(r"Ready (\d+) of \1"))
    ).to_be_visible()
    _clear_for_tomorrow(desk)
    assert not Article.objects.published().exists()
    _take_it_back(desk)
    _clear_now(desk)

    reader = window()
    desk.get_by_role("link", name="Read it").click()
    reader.goto(desk.url)
    main = reader.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_have_text("The guns are quiet")
    expect(main).to_contain_text("patience and money")
    expect(main).to_contain_text("AI-generated illustration")
    expect(main).to_contain_text("opinions expressed are his own.")


def _accept(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/")
    desk.get_by_role("link", name="Accept").click()
    desk.get_by_role("button", name="Accept, and send this letter").click()
    expect(desk.locator(".messagelist")).to_contain_text("Accepted.")


def _edit(desk, piece):
    text = desk.get_by_label("Text, in Markdown")
    text.fill(TEXT.replace("patience", "patience and money"))
    desk.get_by_label("What you changed").fill("Money")
    desk.get_by_role("button", name="Save as the next revision").click()
    expect(desk.locator(".messagelist")).to_contain_text("Saved as revision 2.")
    desk.get_by_role("link", name="Redline").click()
    expect(desk.locator(".bench-text ins")).to_contain_text("and money")


def _write_the_headline(desk):
    desk.get_by_role("link", name="Headline", exact=True).click()
    headline = desk.get_by_role("textbox", name="Headline")
    headline.fill("The guns are quiet")
    expect(desk.locator(".field-count").first).to_have_text("18 of 140")
    desk.get_by_label("Standfirst").fill("The ceasefire holds for now.")
    desk.get_by_role("button", name="Save as the next revision").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("The guns are quiet")


def _put_a_picture_over_it(desk):
    desk.get_by_role("link", name="Picture", exact=True).click()
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    desk.locator("#id_picture").set_input_files(file)
    desk.get_by_role("button", name="Upload").click()
    desk.get_by_label("What it is").select_option("trainedAlgorithmicMedia")
    desk.get_by_label("Credit").fill("AI")
    desk.get_by_role("button", name="Keep the card").click()
    expect(desk.locator("#id_credit_error")).to_contain_text("“AI” is not a credit.")
    desk.get_by_label("Credit").fill("Illustration: generated with Atelier 3, Dara Lim")
    desk.get_by_label("AI tool").fill("Atelier 3")
    desk.get_by_label("Prompt written by").fill("Dara Lim")
    desk.get_by_label("Who answers for it").fill("Malis Keo")
    desk.get_by_label("Alt text").fill("Two border posts in mist.")
    desk.get_by_role("button", name="Keep the card").click()
    expect(desk.locator(".messagelist")).to_contain_text("The card is kept.")
    expect(desk.locator(".notice")).to_have_count(0)


def _send_the_proof(desk):
    desk.get_by_role("link", name="Send proof").click()
    expect(desk.locator(".letter")).to_contain_text("Nothing runs until you sign it")
    desk.get_by_role("button", name="Send proof").click()
    expect(desk.locator(".messagelist")).to_contain_text("on its way to Prak")


def _clear_for_tomorrow(desk):
    desk.get_by_role("link", name="Clear for readers").click()
    tomorrow = timezone.localtime() + dt.timedelta(days=1)
    desk.get_by_label("Hour").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    expect(desk.get_by_role("main")).to_contain_text("ICT, Asia/Phnom_Penh, UTC+07:00")
    desk.get_by_role("button", name="Set this hour").click()
    expect(desk.locator(".messagelist")).to_contain_text(f"{tomorrow:%H:%M} ICT")


def _take_it_back(desk):
    desk.get_by_role("link", name="Take back").click()
    desk.get_by_role("button", name="Take back, and send this letter").click()
    expect(desk.locator(".messagelist")).to_contain_text("Readers have not seen it.")


def _clear_now(desk):
    desk.get_by_role("link", name="Clear for readers").click()
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.locator(".messagelist")).to_contain_text("Readers have it now.")


def test_two_editors_at_one_text_lose_not_a_word(desk, guns, edith):
    desk.goto(f"/admin/desk/{guns.pk}/?view=edit")
    newest = revisions.save(guns, {"body": "Hers alone."}, by=edith, base=4)
    desk.get_by_label("Text, in Markdown").fill("Mine alone.")
    desk.get_by_role("button", name="Save as the next revision").click()

    expect(desk.get_by_role("alert")).to_contain_text(
        f"Edith saved revision {newest.number}"
    )
    expect(desk.get_by_role("alert").locator("del")).to_contain_text("Hers")
    expect(desk.get_by_label("Text, in Markdown")).to_have_value("Mine alone.")
    axe(desk)
    desk.get_by_role("button", name="Save mine over revision 5").click()

    expect(desk.locator(".messagelist")).to_contain_text("Saved as revision 6.")


def test_a_letter_survives_the_colleague_who_was_faster(desk, edith):
    piece = make_submission(headline="Sand is a mineral")
    desk.goto(f"/admin/desk/{piece.pk}/decline/")
    desk.get_by_label("Letter", exact=True).fill("A letter of many kind words.")
    perform(piece, Action.ACCEPT, by=edith)

    desk.get_by_role("button", name="Pass, and send this letter").click()

    expect(desk.get_by_role("alert")).to_contain_text("Edith accepted it")
    expect(desk.get_by_label("Letter", exact=True)).to_have_value(
        "A letter of many kind words."
    )
    assert not Letter.objects.filter(kind="declined").exists()


def test_a_double_click_declines_once(desk):
    piece = make_submission()
    desk.goto(f"/admin/desk/{piece.pk}/decline/")

    desk.get_by_role("button", name="Pass, and send this letter").dblclick()

    expect(desk.locator(".messagelist")).to_contain_text("Declined.")
    assert piece.acts.filter(action=Action.DECLINE).count() == 1
    assert Letter.objects.filter(kind="declined").count() == 1


def test_typed_words_are_not_left_behind_without_a_word(desk, guns):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.goto(f"/admin/desk/{guns.pk}/headline/")
    desk.get_by_label("Standfirst").fill("Half a thou")

    desk.get_by_role("link", name="Picture", exact=True).click(no_wait_after=True)
    desk.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    expect(desk.get_by_label("Standfirst")).to_have_value("Half a thou")


# Hands and eyes


def test_the_desk_needs_no_script(window, sign_in, malis):
    page = window(java_script_enabled=False)
    sign_in(page, malis)
    piece = make_submission(headline="Plain")

    page.goto("/admin/")
    page.get_by_role("button", name="Take “Plain”").click()
    page.get_by_role("link", name="Plain", exact=True).click()
    page.get_by_role("link", name="Accept").click()
    page.get_by_role("button", name="Accept, and send this letter").click()
    page.get_by_label("Text, in Markdown").fill("New words.")
    page.get_by_role("button", name="Save as the next revision").click()

    expect(page.locator(".messagelist")).to_contain_text("Saved as revision 2.")
    piece.refresh_from_db()
    assert piece.latest.body == "New words."


def test_every_page_of_a_piece_can_be_used_by_everybody(desk, guns):
    for_everybody(desk, *parts_of(guns))


def test_the_board_can_be_used_by_everybody(desk):
    open_board()

    for_everybody(desk, *(f"/admin/{asked}" for asked in BOARDS))


def test_the_lists_of_the_admin_can_be_used_by_everybody(page, sign_in):
    open_board()
    make_article(authors=[make_author("Prak", name_own_script="ប្រាក់")])
    make_picture()
    outbox.post(to="a@example.org", subject="Code", body="1", kind=outbox.SIGN_IN)
    sign_in(page, staff("Pia", Role.PUBLISHER))
    for_everybody(page, *(f"/admin/{each}/" for each in LISTS))

    for each in LISTS:
        page.goto(f"/admin/{each}/")
        page.locator("#result_list tbody th a").first.click()
        page.wait_for_url(re.compile(r"/\d+/"))
        for_everybody(page, page.url)
    for_everybody(page, *(f"/admin/{each}/add/" for each in ADDED))


def test_the_theme_switch_of_the_admin_works(desk):
    desk.goto("/admin/")
    seen = []

    for _ in range(3):
        seen.append(desk.evaluate("getComputedStyle(document.body).backgroundColor"))
        desk.get_by_role("button", name=re.compile("Toggle theme")).click()

    assert set(seen) == {"rgb(255, 255, 255)", "rgb(23, 18, 21)"}


def test_whoever_has_no_business_there_is_told_so_in_the_desks_look(
    page, sign_in, transactional_db
):
    sign_in(page, make_contributor())

    page.goto("/admin/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Not yours to do")
    axe(page)


def test_a_letter_typed_after_the_session_ended_can_be_copied(desk):
    piece = make_submission()
    desk.goto(f"/admin/desk/{piece.pk}/decline/")
    desk.get_by_label("Letter", exact=True).fill("Kind words.")
    desk.context.clear_cookies(name="sessionid")

    desk.get_by_role("button", name="Pass, and send this letter").click()

    expect(desk.get_by_label("Body")).to_have_value("Kind words.")
    axe(desk)


def test_signing_out_closes_the_desk(desk):
    desk.goto("/admin/")

    desk.get_by_role("button", name="Log out").click()
    desk.goto("/admin/")

    assert "/account/login/" in desk.url


def test_another_colleague_is_handed_the_column(desk, edith):
    piece = make_submission()
    desk.goto(f"/admin/desk/{piece.pk}/")
    desk.get_by_role("link", name="Hand over").click()
    desk.get_by_label("Hand over to").select_option("Edith")
    desk.get_by_label("What they should know").fill("He prefers the phone.")
    desk.get_by_role("button", name="Hand over").click()

    expect(desk.locator(".messagelist")).to_contain_text("Edith has “A headline")


def test_a_message_is_seen_before_it_goes(desk):
    piece = make_submission()
    desk.goto(f"/admin/desk/{piece.pk}/")
    desk.get_by_label("Write to the author").fill("Is the figure yours?")
    desk.get_by_role("button", name="Preview letter").click()
    expect(desk.locator("pre.letter")).to_contain_text("Is the figure yours?")
    axe(desk)
    desk.get_by_role("button", name="Send", exact=True).click()

    expect(desk.locator("#messages")).to_contain_text("Is the figure yours?")
