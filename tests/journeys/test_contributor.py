"""The contributor's room in a real browser: nothing typed is ever lost."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import contextmanager

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from editorial import drafts, furniture, holds, outbox, revisions, signing, talk
from editorial.declarations import HELP, INTERESTS
from editorial.models import Act, Action, Draft, Letter, Status, Submission
from editorial.workflow import Details, perform
from tests.factories import (
    make_contributor,
    make_draft,
    make_editor,
    make_format,
    make_picture,
    make_section,
    make_submission,
)
from tests.journeys.browser import axe, for_everybody, no_sideways_scroll, until
from tests.typed import typed_column

pytestmark = pytest.mark.django_db(transaction=True)
SOKHA = "sokha@example.org"
KEPT = "Not saved yet: kept in this browser"
TEXT = "At six in the morning you can hear the school.\n\nThe bell has not rung."


def saved(page):
    """The server has what is on the page."""
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))


@pytest.fixture
def tunnel(page, watch):
    """``with tunnel():`` no connection. The browser's own complaint is expected."""

    @contextmanager
    def in_tunnel():
        page.context.set_offline(True)
        yield
        page.context.set_offline(False)

    yield in_tunnel
    watch.troubles[:] = [t for t in watch.troubles if "ERR_INTERNET_DISCONN" not in t]


def last_draft():
    return Draft.objects.latest("pk").typed


def code_for(email):
    letter = Letter.objects.filter(to=email, kind=outbox.SIGN_IN).latest("pk")
    return re.search(r"\d{4} \d{4}", letter.body)[0]


def sign_in_by_mail(page, email=SOKHA):
    page.get_by_label("E-mail").fill(email)
    page.wait_for_timeout(1_100)  # nobody types faster than this
    page.get_by_role("button", name="Send me a code").click()
    code = page.get_by_label("Code", exact=True)
    expect(code).to_be_visible()
    code.fill(code_for(email))
    page.get_by_role("button", name="Come in").click()


def answer_everything(page):
    page.get_by_label("Section").select_option(index=1)
    page.get_by_label("Why now?").fill("School began in November.")
    page.get_by_label("Why you?").fill("I ran one of these schools.")
    page.get_by_label("Only here").check()
    for question in INTERESTS:
        page.locator(f"#id_interest_{question.key}_1").check()
    for question in HELP:
        page.locator(f"#id_help_{question.key}").fill("Nobody")
    page.get_by_label("Nothing at all").check()
    page.locator("#id_notes_0").check()
    page.get_by_label("Your name").fill("Sokha Tep")
    page.get_by_label("What you are").fill("teacher")
    page.get_by_label("Where you are based").fill("Koh Kaek")
    page.get_by_label("her", exact=True).check()
    page.get_by_label("I wrote this column").check()


def test_what_is_typed_before_the_script_has_come_is_saved_too(page):
    make_section(name="River and field")
    held = []
    page.route("**/js/write.js", lambda route: held.append(route))  # a slow line

    page.goto("/contribute/new/", wait_until="commit")
    page.get_by_label("Working headline").fill("Typed early")
    held[0].fallback()

    saved(page)
    assert last_draft()["headline"] == "Typed early"


def test_from_the_first_visit_to_the_receipt_and_back_out(page, watch):
    make_section(name="River and field")
    page.goto("/contribute/")
    page.get_by_role("link", name="Start writing").click()

    # typed and saved before we know who it is
    page.get_by_label("Working headline").fill("A boat is a road")
    page.get_by_role("textbox", name="Text").press_sequentially(TEXT[:20])
    saved(page)
    assert last_draft()["body"] == TEXT[:20]
    assert Submission.objects.get().contributor is None

    # signs in in the middle of a sentence
    page.get_by_role("textbox", name="Text").fill(TEXT[:30])
    page.get_by_role("link", name="Sign in").click()
    sign_in_by_mail(page)
    expect(page).to_have_url(re.compile(r"/contribute/\d+/write/"))
    expect(page.get_by_label("Working headline")).to_have_value("A boat is a road")
    expect(page.get_by_role("textbox", name="Text")).to_have_value(TEXT[:30])
    assert Submission.objects.get().contributor.email == SOKHA

    # everything that is missing, at once
    page.get_by_role("textbox", name="Text").fill(TEXT)
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("alert")).to_contain_text("things are missing")
    expect(page.locator("#problems")).to_be_focused()
    axe(page)
    page.get_by_role("link", name="Say in a sentence why it should run now.").click()
    expect(page.get_by_label("Why now?")).to_be_focused()

    answer_everything(page)
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A last look")
    page.get_by_role("button", name="Send it to the desk").dblclick()

    # the receipt, the status page
    expect(page.get_by_text("You will hear by")).to_be_visible()
    piece = Submission.objects.get()
    assert piece.status == Status.SUBMITTED
    assert piece.latest.body == TEXT
    assert Act.objects.filter(action=Action.SUBMIT).count() == 1
    receipt = Letter.objects.get(kind="receipt")
    assert (receipt.to, f"/contribute/{piece.pk}/" in receipt.body) == (SOKHA, True)

    # and out again
    page.get_by_role("link", name="Withdraw it").click()
    page.get_by_label("Why, in a sentence").fill("It runs in another paper.")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator(".promise")).to_contain_text("You withdrew it.")
    piece.refresh_from_db()
    assert piece.status == Status.WITHDRAWN


def test_a_closed_tab_comes_back_with_every_word(page):
    page.goto("/contribute/new/")
    page.get_by_role("textbox", name="Text").fill("The first words.")
    saved(page)
    page.get_by_role("textbox", name="Text").fill("The first words. And the last")
    address = page.url

    page.close(run_before_unload=True)
    # its last words are on their way, and no writer is back before them
    until(lambda: last_draft()["body"] == "The first words. And the last")
    again = page.context.new_page()
    again.goto(address)

    text = again.get_by_role("textbox", name="Text")
    expect(text).to_have_value("The first words. And the last")


def test_words_typed_without_a_connection_wait_in_the_browser(page, sign_in, tunnel):
    ines = make_contributor()
    piece = make_draft(ines)
    sign_in(page, ines)
    page.goto(f"/contribute/{piece.pk}/write/")

    with tunnel():
        page.get_by_role("textbox", name="Text").fill("Typed in a tunnel")
        status = page.locator("[data-saved]")
        expect(status).to_have_text("Not saved yet: kept in this browser")
        assert last_draft() == {}

    # the tunnel ends: it is saved by itself
    saved(page)
    assert last_draft()["body"] == "Typed in a tunnel"
    assert page.evaluate("localStorage.length") == 0


@pytest.fixture
def left_in_a_tunnel(page, sign_in):
    """The page of a draft whose newest words never reached us."""
    ines = make_contributor()
    piece = drafts.begin(ines, {"body": "What the server has"})
    sign_in(page, ines)
    page.goto(f"/contribute/{piece.pk}/write/")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    page.get_by_role("textbox", name="Text").fill("What only the browser has")
    page.reload()
    return page


def test_a_copy_that_never_arrived_is_offered_at_the_next_visit(left_in_a_tunnel):
    page = left_in_a_tunnel
    text = page.get_by_role("textbox", name="Text")
    expect(text).to_have_value("What the server has")
    expect(page.get_by_role("alert")).to_contain_text("This browser holds a copy")
    axe(page)

    page.get_by_role("button", name="Use the copy").click()

    expect(text).to_have_value("What only the browser has")
    expect(page.get_by_role("alert")).to_have_count(0)
    text.press_sequentially("!")
    until(lambda: last_draft()["body"] == "What only the browser has!")


def test_a_copy_that_is_dropped_is_gone(left_in_a_tunnel):
    page = left_in_a_tunnel

    page.get_by_role("button", name="Drop the copy").click()
    page.reload()

    text = page.get_by_role("textbox", name="Text")
    expect(text).to_have_value("What the server has")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert last_draft()["body"] == "What the server has"


def test_a_copy_outlives_what_is_typed_before_the_choice(left_in_a_tunnel):
    page = left_in_a_tunnel
    page.get_by_role("textbox", name="Text").fill("Typed without looking")
    page.wait_for_timeout(3_500)

    page.reload()

    expect(page.get_by_role("alert")).to_contain_text("This browser holds a copy")
    page.get_by_role("button", name="Use the copy").click()
    text = page.get_by_role("textbox", name="Text")
    expect(text).to_have_value("What only the browser has")


def test_an_ended_session_loses_nothing(page, watch, sign_in):
    watch.expected.add(401)
    ines = make_contributor()
    piece = make_draft(ines)
    sign_in(page, ines)
    page.goto(f"/contribute/{piece.pk}/write/")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("textbox", name="Text").fill("Typed too late")
    expect(page.get_by_role("alert")).to_contain_text("You are signed out.")
    with page.expect_popup() as door:
        page.get_by_role("link", name="Sign in, in another window").click()
    sign_in_by_mail(door.value, ines.email)
    expect(door.value).to_have_url(re.compile("/contribute/"))
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")

    saved(page)
    assert last_draft()["body"] == "Typed too late"
    expect(page.get_by_role("alert")).to_have_count(0)


def test_two_windows_keep_both_texts(page, watch, sign_in):
    watch.expected.add(409)
    ines = make_contributor()
    piece = make_draft(ines)
    sign_in(page, ines)
    other = page.context.new_page()
    for each in (page, other):
        each.goto(f"/contribute/{piece.pk}/write/")
    page.get_by_role("textbox", name="Text").fill("From the first window")
    until(lambda: last_draft().get("body") == "From the first window")

    other.bring_to_front()
    text = other.get_by_role("textbox", name="Text")
    text.fill("From the second window")
    expect(other.get_by_role("alert")).to_contain_text("saved in another window")
    other.get_by_role("button", name="Take the other text").click()
    expect(text).to_have_value("From the first window")
    other.get_by_role("button", name="Back to mine").click()

    expect(text).to_have_value("From the second window")
    until(lambda: last_draft()["body"] == "From the second window")


def test_a_save_whose_answer_was_lost_is_no_quarrel(page, watch, sign_in, tunnel):
    watch.expected.add(409)
    ines = make_contributor()
    piece = make_draft(ines)
    sign_in(page, ines)
    page.goto(f"/contribute/{piece.pk}/write/")
    page.wait_for_load_state("networkidle")

    def deliver_and_lose(route):
        route.fetch()
        route.abort("internetdisconnected")

    page.route("**/save/", deliver_and_lose, times=1)
    page.get_by_role("textbox", name="Text").fill("It arrived")
    expect(page.locator("[data-saved]")).to_contain_text("kept in this browser")
    page.get_by_role("textbox", name="Text").fill("It arrived, and more")

    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    assert last_draft()["body"] == "It arrived, and more"


def test_two_megabytes_of_paste_are_told_at_once_and_stay(page, watch, sign_in):
    watch.expected.add(413)
    ines = make_contributor()
    piece = make_draft(ines)
    sign_in(page, ines)
    page.goto(f"/contribute/{piece.pk}/write/")

    page.evaluate(
        """() => {
            const text = document.getElementById("id_body");
            text.value = "x".repeat(2000000);
            text.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("This is 2,000,000 characters long")
    assert page.evaluate("document.getElementById('id_body').value.length") == 2_000_000
    page.get_by_role("textbox", name="Text").fill("Shorter")
    saved(page)
    expect(alert).to_have_count(0)


def test_without_scripts_every_step_is_a_button(window):
    make_section(name="River and field")
    page = window(java_script_enabled=False)
    page.goto("/contribute/")
    page.get_by_role("link", name="Start writing").click()
    page.get_by_label("Working headline").fill("A boat is a road")
    page.get_by_role("textbox", name="Text").fill(TEXT)
    page.wait_for_timeout(1_100)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/contribute/\d+/write/"))
    saved(page)

    answer_everything(page)
    page.get_by_role("button", name="Check and send").click()
    sign_in_by_mail(page)
    page.get_by_role("button", name="Send it to the desk").click()

    expect(page.get_by_text("You will hear by")).to_be_visible()
    assert Submission.objects.get().latest.body == TEXT


def test_the_browser_and_the_desk_count_the_same_words(page, sign_in):
    ines = make_contributor()
    short = str(make_format(words_least=3, words_most=5).pk)
    said = typed_column(format=short, body="One two three four five")
    piece = drafts.begin(ines, said)
    sign_in(page, ines)
    page.goto(f"/contribute/{piece.pk}/write/")
    said = page.locator("[data-words-said]")
    expect(said).to_have_text("5 words")

    page.get_by_role("textbox", name="Text").fill(
        "[One](https://a.example) two — six " * 3
    )

    expect(said).to_have_text("9 words, 4 too many")
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_text("9 words. 4 more than the 5")).to_be_visible()


def test_the_detail_of_a_yes_is_asked_for_when_there_is_one(page):
    page.goto("/contribute/new/")
    detail = page.locator("#id_interest_party_detail")
    expect(detail).to_be_hidden()

    page.locator("#id_interest_party_0").check()

    expect(detail).to_be_visible()


@pytest.fixture
def pieces(db):
    """One contributor with a piece at every stage, and her editor."""
    ines = make_contributor()
    malis = make_editor("Malis Keo")
    river = make_section(name="River and field")
    how = {"contributor": ines, "editor": malis, "section": river, "body": TEXT}
    found = {"draft": drafts.begin(ines, typed_column(river))}
    found["submitted"] = make_submission(Status.SUBMITTED, **how)
    holds.take(found["submitted"], by=malis)
    talk.write_to_author(found["submitted"], "Is it from a register?", by=malis)
    found["revising"] = make_submission(Status.SUBMITTED, **how)
    details = Details(conditions=("Name the village.",))
    perform(found["revising"], Action.REQUEST_CHANGES, by=malis, details=details)
    found["proof"] = piece = make_submission(Status.ACCEPTED, **how)
    furniture.set_picture(piece, make_picture(caption="The lake."), by=malis)
    words = {"headline": "A boat is a road", "body": TEXT.replace("six", "seven")}
    revisions.save(piece, words, by=malis, base=piece.latest.number)
    signing.send_proof(piece, by=malis)
    found["declined"] = make_submission(Status.DECLINED, **how)
    cleared = {"hour": timezone.now() + dt.timedelta(days=1)}
    found["cleared"] = make_submission(Status.CLEARED, **how, **cleared)
    return ines, found


PAGES = [
    ("draft", "write/"),
    ("draft", "check/"),
    ("draft", "picture/"),
    ("draft", "withdraw/"),
    ("draft", ""),
    ("submitted", ""),
    ("submitted", "withdraw/"),
    ("revising", ""),
    ("revising", "write/"),
    ("proof", ""),
    ("proof", "proof/"),
    ("declined", ""),
    ("cleared", ""),
    ("cleared", "proof/"),
]


def test_every_page_can_be_used_by_everybody(page, sign_in, pieces):
    ines, found = pieces
    sign_in(page, ines)

    for_everybody(
        page,
        *(f"/contribute/{found[key].pk}/{part}" for key, part in PAGES),
        *("/contribute/", "/contribute/new/", "/account/profile/"),
        *("/account/logout/", "/account/login/"),
    )


def test_the_door_can_be_used_by_everybody(page, phone):
    for each in (page, phone):
        each.goto("/account/login/?next=/contribute/")
        axe(each)
        no_sideways_scroll(each, 320)
        each.get_by_label("E-mail").fill("not an address")
        each.get_by_role("button", name="Send me a code").click()
        expect(each.get_by_role("alert")).to_contain_text("not an e-mail address")
        axe(each)
        each.get_by_label("E-mail").fill(SOKHA)
        each.wait_for_timeout(1_100)
        each.get_by_role("button", name="Send me a code").click()
        each.get_by_label("Code", exact=True).fill("1")
        each.get_by_role("button", name="Come in").click()
        expect(each.get_by_text("This is not the code we sent.")).to_be_visible()
        axe(each)
        no_sideways_scroll(each, 320)


def test_a_revision_goes_back_and_a_proof_is_signed(phone, sign_in, pieces):
    ines, found = pieces
    sign_in(phone, ines)
    phone.goto(f"/contribute/{found['revising'].pk}/")
    phone.get_by_role("link", name="Answer and change the text").click()
    phone.get_by_label("Your answer").fill("It is Koh Kaek.")
    phone.get_by_role("textbox", name="Text").fill("With the village named.")
    for question in HELP:
        phone.locator(f"#id_help_{question.key}").fill("Nobody")
    phone.get_by_label("Nothing at all").check()
    phone.locator("#id_notes_0").check()
    phone.get_by_label("I have read these nine answers again").check()
    phone.get_by_label("This is still all the help I had").check()
    phone.get_by_label("I wrote this column").check()
    phone.get_by_role("button", name="Check and send").click()
    phone.get_by_role("button", name="Send it back to the desk").click()
    expect(phone.get_by_text("You sent it back")).to_be_visible()
    assert found["revising"].conditions.get().answer == "It is Koh Kaek."

    phone.goto(f"/contribute/{found['proof'].pk}/proof/")
    card = phone.locator("[data-card]", has_text="seven")
    phone.locator(f".ticks a[href='#{card.get_attribute('id')}']").click()
    expect(phone.locator("ins", has_text="seven")).to_be_visible()
    expect(phone.locator("del", has_text="six")).to_be_visible()
    phone.get_by_role("button", name="Sign this text").click()
    expect(
        phone.get_by_role("link", name="Tick that you have read it, then sign.")
    ).to_be_visible()
    phone.get_by_label("I have read the column").check()
    phone.get_by_role("button", name="Sign this text").click()

    expect(phone.get_by_text("You signed this very page on")).to_be_visible()


def test_from_the_first_save_on_the_column_has_its_own_address(page):
    page.goto("/contribute/new/")
    page.get_by_label("Working headline").fill("A boat is a road")

    saved(page)

    piece = Submission.objects.get()
    expect(page).to_have_url(re.compile(rf"/contribute/{piece.pk}/write/$"))
    page.goto("/contribute/new/")
    page.get_by_role("link", name="Go on with it").click()
    expect(page.get_by_label("Working headline")).to_have_value("A boat is a road")


def test_every_part_of_the_form_is_in_view_on_a_telephone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/contribute/new/")

    for part in page.locator(".steps a").all():
        box = part.bounding_box()
        assert box["x"] + box["width"] <= 390, part.text_content()
