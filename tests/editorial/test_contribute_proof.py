import pytest

from editorial import furniture, gates, holds, revisions, signing
from editorial.contribute import piece as status
from editorial.contribute.proof import CHANGED, NOT_NOW, NOTHING_TO_MEND
from editorial.models import Action, Letter, Message, SignOff, Status
from editorial.proof import proof_of
from editorial.workflow import Details, perform
from tests.factories import (
    agree_to_all,
    make_contributor,
    make_editor,
    make_picture,
    make_submission,
)

pytestmark = pytest.mark.django_db
AI = {
    "source_type": "trainedAlgorithmicMedia",
    "credit": "Illustration: generated with Atelier 3, prompt by Dara Lim.",
    "caption": "Not a real crossing.",
    "alt": "A raised barrier.",
    "ai_tool": "Atelier 3",
    "ai_prompter": "Dara Lim",
    "responsible": "Malis Keo",
}


@pytest.fixture
def malis(db):
    return make_editor("Malis Keo")


@pytest.fixture
def piece(client, ines, malis):
    client.force_login(ines)
    return make_submission(
        Status.ACCEPTED,
        contributor=ines,
        editor=malis,
        headline="The guns are quiet",
        body="First paragraph.\n\nThe money was cut off in early 2025.",
    )


def edit(piece, malis, **words):
    revisions.save(piece, words, by=malis, base=piece.latest.number)


def look(client, piece):
    return client.get(f"/contribute/{piece.pk}/proof/").content.decode()


def sign(client, piece, fingerprint=None, **fields):
    mark = proof_of(piece).fingerprint if fingerprint is None else fingerprint
    said = {"fingerprint": mark, "read": "on"} | fields
    return client.post(f"/contribute/{piece.pk}/proof/sign/", said)


def test_the_proof_is_what_readers_will_see(client, piece, malis):
    furniture.set_picture(piece, make_picture(**AI), by=malis)
    edit(
        piece,
        malis,
        standfirst="A reason to talk.",
        disclosure="In 2025 the Centre paid for the author’s travel.",
        social_title="Now comes the dull part",
        search_title="Ceasefire and America",
    )
    signing.send_proof(piece, by=malis)

    page = look(client, piece)

    assert "<b>Opinion</b>" in page
    assert "The guns are quiet" in page
    assert "A reason to talk." in page
    assert "AI-generated illustration" in page
    assert "Not a real crossing." in page
    assert AI["credit"] in page
    assert "In 2025 the Centre paid for the author’s travel." in page
    assert "<p>First paragraph.</p>" in page
    assert "Ines Duarte is a freelance journalist based in Phnom Penh." in page
    assert "The views and opinions expressed are her own." in page
    assert "Opinion: Now comes the dull part" in page
    assert "Opinion: Ceasefire and America" in page
    assert proof_of(piece).mark in page


def test_every_change_since_the_author_s_own_words_is_marked(client, piece, malis):
    edit(piece, malis, headline="The guns are quiet now")
    edit(
        piece,
        malis,
        body="First paragraph.\n\nThe money was frozen in early 2025.",
        disclosure="The Centre paid.",
    )
    signing.send_proof(piece, by=malis)

    page = look(client, piece)

    assert '<ins><span class="unseen">Added: </span> now</ins>' in page
    assert '<del><span class="unseen">Removed: </span>cut off</del>' in page
    assert '<ins><span class="unseen">Added: </span>frozen</ins>' in page
    assert '<ins><span class="unseen">Added: </span>The Centre paid.</ins>' in page
    assert "Paragraph 2" in page
    assert "Paragraph 1" not in page


def test_a_rewritten_text_is_shown_side_by_side(client, ines, malis):
    sent = " ".join(f"mine{n}" for n in range(100))
    piece = make_submission(Status.ACCEPTED, contributor=ines, editor=malis, body=sent)
    edit(piece, malis, body=" ".join(f"theirs{n}" for n in range(100)))
    client.force_login(ines)

    page = look(client, piece)

    assert "<del>" not in page
    assert f'Yours</p><p class="change-text">{sent}' in page


def test_without_changes_the_author_is_told_so(client, piece, malis):
    signing.send_proof(piece, by=malis)

    assert "The desk has changed none of your words." in look(client, piece)


def test_until_the_desk_asks_there_is_nothing_to_sign(client, piece):
    page = look(client, piece)

    assert "The desk is still at work." in page
    assert "Sign this text" not in page


def test_looking_at_the_proof_signs_nothing(client, piece, malis):
    signing.send_proof(piece, by=malis)

    look(client, piece)

    assert not SignOff.objects.exists()


def test_signing_binds_exactly_this_text(client, ines, piece, malis):
    signing.send_proof(piece, by=malis)

    answer = sign(client, piece)

    signed = SignOff.objects.get()
    assert answer.url == f"/contribute/{piece.pk}/proof/"
    assert signed.by == ines
    assert signed.fingerprint == proof_of(piece).fingerprint
    page = look(client, piece)
    assert "You signed this very page on" in page
    assert "Sign this text" not in page


def test_a_signature_wants_the_tick(client, piece, malis):
    signing.send_proof(piece, by=malis)

    answer = sign(client, piece, read="")

    assert answer.status_code == 422
    assert "Tick that you have read it, then sign." in answer.content.decode()
    assert not SignOff.objects.exists()


def test_a_text_that_changed_meanwhile_is_shown_and_asked_for_again(
    client, piece, malis
):
    signing.send_proof(piece, by=malis)
    seen = proof_of(piece).fingerprint
    edit(piece, malis, headline="A headline nobody has seen")

    answer = sign(client, piece, seen)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert CHANGED in page
    assert "A headline nobody has seen" in page
    assert not SignOff.objects.exists()


def test_an_edit_lets_the_signature_lapse(client, piece, malis):
    signing.send_proof(piece, by=malis)
    sign(client, piece)
    edit(piece, malis, headline="Changed afterwards")
    signing.send_proof(piece, by=malis)

    page = look(client, piece)

    assert "You signed this very page" not in page
    assert "Sign this text" in page


@pytest.mark.parametrize("mark", ["", "nonsense", "0" * 64, "\x00", "x" * 500])
def test_a_mark_that_is_none_signs_nothing(client, piece, malis, mark):
    signing.send_proof(piece, by=malis)

    answer = sign(client, piece, mark)

    assert answer.status_code in (409, 422)
    assert not SignOff.objects.exists()


def test_a_cleared_column_is_not_signed_again(client, piece, malis):
    signing.send_proof(piece, by=malis)
    agree_to_all(piece)
    sign(client, piece)
    perform(piece, Action.CLEAR, by=malis, details=Details())

    answer = sign(client, piece)

    assert answer.status_code == 409
    assert NOT_NOW in answer.content.decode()


def test_who_sent_it_signs_even_when_the_desk_has_changed_the_byline(
    client, ines, piece, malis
):
    friend = make_contributor("Dara Lim")
    furniture.set_byline(piece, [friend.author], by=malis)
    signing.send_proof(piece, by=malis)
    assert gates.unsigned(piece) == ["Dara Lim", "Ines Duarte"]

    answer = sign(client, piece)

    assert answer.status_code == 302
    assert gates.unsigned(piece) == ["Dara Lim"]


def test_co_authors_see_who_has_signed_and_who_has_not(client, ines, piece, malis):
    friend = make_contributor("Dara Lim")
    furniture.set_byline(piece, [ines.author, friend.author], by=malis)
    signing.send_proof(piece, by=malis)
    sign(client, piece)

    hers = look(client, piece)
    client.force_login(friend)
    his = look(client, piece)

    assert "Ines Duarte signed on" in hers
    assert "Still waiting for Dara Lim." in hers
    assert "Ines Duarte signed on" in his
    assert "Sign this text" in his


def test_an_objection_reaches_the_editor_and_stands_in_the_thread(
    client, ines, piece, malis
):
    holds.take(piece, by=malis)
    signing.send_proof(piece, by=malis)

    answer = client.post(
        f"/contribute/{piece.pk}/proof/objection/",
        {"about": "picture", "text": "I never said that they must stay."},
    )

    assert answer.url == f"/contribute/{piece.pk}/#messages"
    assert Message.objects.get().text == (
        "The picture or its words are wrong.\n\nI never said that they must stay."
    )
    assert Letter.objects.filter(to=malis.email, kind="desk-message").exists()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"about": "picture"},
        {"about": "nonsense", "text": "x"},
        {"text": "Only words"},
    ],
)
def test_an_objection_that_cannot_go_stays_on_the_page(client, piece, malis, said):
    signing.send_proof(piece, by=malis)

    answer = client.post(f"/contribute/{piece.pk}/proof/objection/", said)

    assert answer.status_code == 422
    assert said.get("text", "") in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("action", ["", "sign/", "objection/"])
def test_a_draft_has_no_proof(client, ines, action):
    draft = make_submission(Status.DRAFT, contributor=ines)
    client.force_login(ines)
    address = f"/contribute/{draft.pk}/proof/{action}"
    said = {"fingerprint": "x", "read": "on", "about": "text", "text": "x"}

    answer = client.post(address, said) if action else client.get(address)

    assert answer.url == f"/contribute/{draft.pk}/"


def test_the_author_sees_the_picture_before_readers_do(client, piece, malis):
    picture = make_picture(**AI)
    furniture.set_picture(piece, picture, by=malis)
    address = f"/contribute/picture/{picture.uuid}/"

    page = look(client, piece)

    seen = client.get(address)
    assert f'src="{address}"' in page
    assert b"".join(seen.streaming_content).startswith(b"RIFF")


def test_words_that_look_like_markup_are_words(client, piece, malis):
    nasty = "<script>alert(1)</script>"
    edit(piece, malis, headline=nasty, body=nasty, disclosure=nasty)

    assert "<script>alert" not in look(client, piece)


def test_the_page_costs_the_same_for_one_change_and_for_many(
    client, ines, piece, malis, django_assert_num_queries
):
    edit(piece, malis, headline="One change")
    with django_assert_num_queries(19):
        look(client, piece)

    edit(piece, malis, standfirst="Another", body="A third.", disclosure="A fourth.")
    friend = make_contributor("Dara Lim")
    furniture.set_byline(piece, [ines.author, friend.author], by=malis)

    # readers are told of a disclosure, so that no waiver of one is looked for
    with django_assert_num_queries(18):
        look(client, piece)


OBJECTION = {"about": "picture", "text": "I never said that they must stay."}


@pytest.mark.parametrize(
    "where", [Status.SUBMITTED, Status.REVISING, Status.CLEARED, Status.SPIKED]
)
def test_without_a_proof_nothing_is_objected_to_and_the_words_are_kept(
    client, ines, where
):
    client.force_login(ines)
    piece = make_submission(where, contributor=ines)

    answer = client.post(f"/contribute/{piece.pk}/proof/objection/", OBJECTION)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert NOTHING_TO_MEND in page
    assert f"{OBJECTION['text']}</textarea>" in page
    assert "Send it to the desk" not in page
    assert not Message.objects.exists()


def test_too_many_objections_are_told_and_kept_in_the_box(client, piece, monkeypatch):
    monkeypatch.setattr(status, "MESSAGES", 1)
    address = f"/contribute/{piece.pk}/proof/objection/"
    client.post(f"/contribute/{piece.pk}/message/", {"text": "Counted too"})

    answer = client.post(address, OBJECTION)

    assert answer.status_code == 429
    assert status.TOO_MANY in answer.content.decode()
    assert f"{OBJECTION['text']}</textarea>" in answer.content.decode()
    assert Message.objects.get().text == "Counted too"


def test_an_objection_that_did_not_go_says_so_at_the_top(client, piece, malis):
    signing.send_proof(piece, by=malis)

    said = {"about": "text", "text": " "}
    answer = client.post(f"/contribute/{piece.pk}/proof/objection/", said)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This did not go to the desk" in page
    assert '<a href="#id_text">Say what is wrong, so that' in page
    assert "Everything you typed is saved." not in page
    assert page.index('id="problems"') < page.index("As readers will see it")


def test_a_signature_without_its_tick_says_so_at_the_top(client, piece, malis):
    signing.send_proof(piece, by=malis)

    page = sign(client, piece, read="").content.decode()

    assert "You have not signed yet" in page
    assert '<a href="#id_read">Tick that you have read it' in page


def test_whoever_has_signed_this_text_is_asked_for_no_objection(client, piece, malis):
    signing.send_proof(piece, by=malis)
    assert 'id="objection"' in look(client, piece)

    sign(client, piece)

    assert 'id="objection"' not in look(client, piece)
