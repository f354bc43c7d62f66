"""Preview links: one person, a while, on record; and nothing to anybody else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from editorial import furniture, log, outbox, previews, revisions
from editorial.models import Action, Letter, PreviewLink, PreviewView, Status
from editorial.workflow import perform
from tests.factories import make_picture, make_submission

pytestmark = pytest.mark.django_db
HEADLINE = "Nobody has read this yet"


@pytest.fixture
def piece(stores, omar):
    picture = make_picture()
    piece = make_submission(Status.ACCEPTED, headline=HEADLINE)
    furniture.set_picture(piece, picture, by=omar)
    piece.refresh_from_db()
    return piece


def make(piece, by, name="Dr Sok Rith", **how):
    return previews.make(piece, name, by=by, **how)


def test_looking_opens_nothing_and_pressing_the_button_is_on_record(
    client, piece, omar
):
    made = make(piece, omar, "<b>Rith</b> {{ 7 }}")

    for look in (client.head, client.get):
        door = look(made.address)
    before = PreviewView.objects.count()
    page = client.post(made.address, headers={"User-Agent": "Firefox\r\n9"})
    client.post(made.address, headers={"User-Agent": "Firefox\r\n9"})

    assert HEADLINE not in door.content.decode()
    assert "&lt;b&gt;Rith&lt;/b&gt; {{ 7 }}" in door.content.decode()
    assert before == 0
    assert HEADLINE in page.content.decode()
    assert "Not published.</b> Shown to &lt;b&gt;Rith" in page.content.decode()
    [view] = PreviewView.objects.all()
    assert (view.revision_number, view.with_what) == (2, "Firefox 9")


def test_it_shows_the_text_in_hand_with_its_pictures_and_nothing_is_kept(
    client, piece, omar
):
    made = make(piece, omar)
    body = "Wholly other words.\n\nAnd more."
    revisions.save(piece, {"body": body}, by=omar, base=2)

    page = client.post(made.address)
    [shown] = re.findall(r'src="(/preview/[^"]+)"', page.content.decode())
    picture = client.get(shown)

    assert "Wholly other words." in page.content.decode()
    assert picture.headers["Content-Type"] == "image/webp"
    for answer in (page, picture, client.get(made.address)):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"].startswith("noindex")
        assert not answer.cookies
    assert '<meta name="robots" content="noindex' in page.content.decode()
    assert client.get(f"/media/pictures/{piece.picture.uuid}.webp").status_code == 404
    assert PreviewView.objects.get().revision_number == 3


def test_a_dead_link_tells_nothing_of_the_piece(client, piece, omar):
    revoked, late, ended = (make(piece, omar) for _ in range(3))
    picture = f"picture/{piece.picture.uuid}.webp"
    previews.revoke(revoked.link, by=omar)
    said = [client.post(f"http://testserver/preview/{'x' * 43}/")]
    said += [client.get(revoked.address), client.post(revoked.address)]
    with time_machine.travel(timezone.now() + dt.timedelta(days=3, seconds=1)):
        said.append(client.post(late.address))
        said.append(client.get(late.address + picture))
    perform(piece, Action.SPIKE, by=omar)
    said += [client.post(ended.address), client.get(ended.address + picture)]

    assert [each.status_code for each in said] == [404, 410, 410, 410, 404, 410, 404]
    for answer in said:
        assert HEADLINE not in answer.content.decode()
        assert "Rith" not in answer.content.decode()
    assert not PreviewView.objects.exists()


def test_once_readers_have_it_the_link_leads_to_its_page(client, omar):
    piece = make_submission(Status.CLEARED, hour=timezone.now() + dt.timedelta(hours=1))
    made = make(piece, omar)

    waits = client.get(made.address).status_code
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        out = client.get(made.address)

    assert waits == 200
    assert (out.status_code, out.url) == (302, piece.article.get_absolute_url())


def test_the_key_is_shown_once_kept_as_a_digest_and_erased_from_its_letter(
    client, piece, omar
):
    client.force_login(omar)
    address = f"/admin/desk/{piece.pk}/previews/"
    said = {"recipient": "Dr Sok Rith", "days": "14", "email": "rith@example.org"}

    page = client.post(address, said | {"why": "The dams"})
    key = re.search(r"/preview/([\w-]{43})/", page.content.decode())[1]
    letter = Letter.objects.get(kind="preview")
    has_key = key in letter.body
    read_at_the_desk = client.get(f"/admin/desk/{piece.pk}/letters/")
    outbox.deliver_due()

    link = PreviewLink.objects.get()
    assert link.key_digest != key
    assert link.expires_at - link.made_at <= dt.timedelta(days=14, seconds=1)
    assert has_key
    assert key not in read_at_the_desk.content.decode()
    assert key not in client.get(address).content.decode()
    letter.refresh_from_db()
    assert key not in letter.body
    act = piece.acts.get(action=Action.PREVIEW)
    assert act.data["to"] == "Dr Sok Rith"
    assert key not in str(act.data)


def test_a_page_sent_twice_makes_one_link_and_one_letter_that_can_be_undone(
    client, piece, omar, settings
):
    settings.UNDO_MINUTES = 10
    client.force_login(omar)
    address = f"/admin/desk/{piece.pk}/previews/"
    [once] = re.findall(r'name="once" value="([\w-]+)"', client.get(address).text)
    said = {"recipient": "Dr Sok Rith", "days": "3", "email": "rith@example.org"}
    said |= {"line": "Is {{ this }} so?", "once": once}

    first, again = (client.post(address, said).text for _ in range(2))
    made = [re.findall(r"http\S+/preview/[\w-]{43}/", page) for page in (first, again)]
    letter = Letter.objects.get(kind="preview")
    changing = client.get(reverse("admin:desk_letter", args=[letter.pk]), follow=True)

    assert made[0] == made[1] != []
    assert PreviewLink.objects.count() == 1
    assert piece.acts.filter(action=Action.PREVIEW).count() == 1
    assert letter.is_held
    assert changing.status_code == 200
    assert "Is {{ this }} so?" in letter.body
    assert made[0][0].rstrip("/").rpartition("/")[2] not in changing.text
    previews.revoke(PreviewLink.objects.get(), by=omar)
    assert not Letter.objects.filter(kind="preview").exists()
    late = client.post(address, said)
    assert late.status_code == 409
    assert "The link of this page has ended." in late.text
    assert "/preview/" not in late.text.replace(address, "")


def test_the_page_lists_openings_and_ends_a_link_once(client, piece, omar):
    made = make(piece, omar)
    client.post(made.address, headers={"User-Agent": "Firefox 9"})
    client.force_login(omar)
    address = f"/admin/desk/{piece.pk}/previews/"

    shown = client.get(address).content.decode()
    for _ in range(2):
        client.post(address, {"do": f"end {made.link.pk}"})

    assert "Opened once" in shown
    assert "Firefox 9" in shown
    assert client.post(made.address).status_code == 410
    ended = piece.acts.filter(action=Action.PREVIEW, data__ended=True)
    assert ended.count() == 1
    assert log.problems(piece) == []


def test_who_may_edit_makes_them_and_only_of_what_was_accepted(
    client, piece, omar, copy_editor, checker, counsel, stranger
):
    for nobody in (checker, counsel, stranger, piece.contributor):
        with pytest.raises(PermissionDenied):
            make(piece, nobody)
    assert make(piece, copy_editor)
    client.force_login(checker)
    assert client.get(f"/admin/desk/{piece.pk}/previews/").status_code == 403
    with pytest.raises(previews.Refused, match="before it is accepted"):
        make(make_submission(), omar)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"recipient": "  "}, "Say for whom it is."),
        ({"recipient": "See https://bad.example/now"}, "A link or an address cannot"),
        ({"days": "15"}, "Between 1 and 14 days."),
        ({"email": "nobody"}, "This is no e-mail address."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    client, piece, omar, said, words
):
    client.force_login(omar)
    whole = {"recipient": "Rith", "days": "3", "why": "The dam figures"}

    page = client.post(f"/admin/desk/{piece.pk}/previews/", whole | said)

    assert page.status_code in (409, 422)
    assert words in page.content.decode()
    assert "The dam figures" in page.content.decode()
    assert not PreviewLink.objects.exists()


def test_asked_without_end_it_answers_no_more(client, piece, omar, monkeypatch):
    made = make(piece, omar)

    codes = [client.get(made.address).status_code for _ in range(121)]

    assert (codes[-2], codes[-1]) == (200, 429)
