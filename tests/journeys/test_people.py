"""A co-author on a phone: asked by mail, answers, accepts the terms, signs."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from authors.models import User
from editorial import holds, invitations, outbox, signing, terms
from editorial.declarations import HELP, INTERESTS
from editorial.models import Action, Letter, SignOff, Terms
from editorial.proof import proof_of
from editorial.workflow import Details, perform
from tests.factories import make_contributor, make_editor, make_submission
from tests.journeys.browser import for_everybody, no_sideways_scroll

pytestmark = pytest.mark.django_db(transaction=True)
LICENCE = (
    "You keep the copyright. You give us the right to publish this column first, and "
    "to keep it on our pages.\n\nThe desk edits and writes the headline."
)
TEXT = "The ferry stopped in May.\n\nNobody asked those who use it.\n\n" * 3


@pytest.fixture
def nora():
    return make_editor("Nora Editor")


@pytest.fixture
def piece(nora):
    Terms.objects.create(version=2, licence=LICENCE, payment="By bank, in a month.")
    piece = make_submission(
        contributor=make_contributor("Ines Duarte"),
        headline="A ferry is a road",
        body=TEXT,
    )
    holds.take(piece, by=nora)
    return piece


def ask(piece) -> tuple[str, str]:
    """Another address each time: the limiter counts across tests."""
    email = f"ana-{uuid.uuid4().hex[:8]}@example.org"
    invitations.invite(piece, name="Ana Ruiz", email=email, by=piece.contributor)
    body = Letter.objects.filter(kind="invitation").latest("pk").body
    return email, re.search(r"/contribute/invitation/[^/]+/", body)[0]


def code_for(email):
    letter = Letter.objects.filter(to=email, kind=outbox.SIGN_IN).latest("pk")
    return re.search(r"\d{4} \d{4}", letter.body)[0]


def answers_for_herself(phone):
    phone.get_by_label("Your name, in Latin letters").fill("Ana Ruiz")
    phone.get_by_label("What you are").fill("nurse")
    phone.get_by_label("Where you are based").fill("Battambang")
    phone.get_by_label("her", exact=True).check()
    for question in INTERESTS:
        phone.locator(f"#id_interest_{question.key}_1").check()
    for question in HELP:
        phone.locator(f"#id_help_{question.key}").fill("Nobody")
    phone.get_by_label("Nothing at all").check()
    phone.locator("#id_notes_0").check()
    phone.get_by_label("I have read this column").check()


def says_yes(nora, piece, fee="120.00"):
    offers = {
        author.pk: terms.Offer(Decimal(fee), Decimal("40.00"), "USD")
        for author in piece.authors
    }
    perform(piece, Action.ACCEPT, by=nora, details=Details(offers=offers))
    signing.send_proof(piece, by=nora)


def test_a_co_author_agrees_answers_accepts_and_signs(phone, piece, nora):
    email, where = ask(piece)
    phone.goto(where)
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Ines Duarte asks you to be a co-author"
    )
    phone.get_by_role("link", name="Sign in").last.click()
    phone.get_by_label("E-mail").fill(email)
    phone.wait_for_timeout(1_100)  # nobody types faster than this
    phone.get_by_role("button", name="Send me a code").click()
    code = phone.get_by_label("Code", exact=True)
    expect(code).to_be_visible()
    code.fill(code_for(email))
    phone.get_by_role("button", name="Come in").click()

    expect(phone.get_by_text("The ferry stopped in May.").first).to_be_visible()
    no_sideways_scroll(phone)
    phone.get_by_role("button", name="Agree to stand in the byline").click()
    expect(phone.get_by_role("alert")).to_contain_text("Not yet")
    answers_for_herself(phone)
    phone.get_by_role("button", name="Agree to stand in the byline").click()
    expect(phone.get_by_text("Your name stands over this column.")).to_be_visible()
    expect(phone.get_by_text("Ines Duarte, Ana Ruiz")).to_be_visible()

    piece.refresh_from_db()
    says_yes(nora, piece)
    phone.reload()
    phone.get_by_role("link", name="Read the terms").click()
    expect(phone.get_by_text("120.00 USD").first).to_be_visible()
    phone.get_by_label("I have read these terms").check()
    phone.get_by_role("button", name="Accept these terms").click()
    expect(phone.get_by_text("You accepted these terms on")).to_be_visible()

    phone.get_by_role("link", name="Back to your column").click()
    phone.get_by_role("link", name="Read your proof").click()
    phone.get_by_label("I have read").check()
    phone.get_by_role("button", name="Sign this text").click()
    expect(phone.get_by_text("You signed").first).to_be_visible()

    ana = User.objects.get(email=email)
    signed = SignOff.objects.get()
    assert signed.by == ana
    assert signed.fingerprint == proof_of(piece).fingerprint
    assert terms.own(piece, ana).accepted_by == ana


def test_every_page_of_it_can_be_used_by_everybody(page, sign_in, piece, nora):
    email, where = ask(piece)
    for_everybody(page, where)

    sign_in(page, User.objects.create_user(email))
    for_everybody(page, where)

    says_yes(nora, piece)
    sign_in(page, piece.contributor)
    parts = ("authors/", "terms/", "text/", "")
    for_everybody(page, *(f"/contribute/{piece.pk}/{part}" for part in parts))

    sign_in(page, nora)
    for_everybody(
        page,
        *(f"/admin/desk/{piece.pk}/{part}/" for part in ("terms", "invited")),
        "/admin/editorial/payment/",
        "/admin/editorial/terms/add/",
    )
