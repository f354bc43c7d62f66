"""What stands around the words: picture, byline, section and peg; what is on record."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from articles.models import Picture
from authors.models import Author
from editorial import furniture, revisions
from editorial.desk import byline as byline_page
from editorial.desk import forms
from editorial.models import Act, Action, Letter, LetterState, Status
from tests.factories import (
    make_author,
    make_format,
    make_picture,
    make_section,
    make_submission,
    sign_as_author,
)
from tests.photos import EXE, SVG, files_in, photo, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


@pytest.fixture
def piece(omar):
    return make_submission(Status.ACCEPTED, editor=omar)


def url(piece, part=""):
    return f"/admin/desk/{piece.pk}/{part}"


def said(page):
    return [str(message) for message in page.context["messages"]]


# Picture


def test_an_upload_stands_over_the_column_and_asks_for_its_card(
    desk, piece, omar, stores
):
    file = sent(photo(), "me.exe", "text/html")

    page = desk.post(url(piece, "picture/"), {"picture": file}, follow=True)

    piece.refresh_from_db()
    assert piece.picture.uploaded_by == omar
    assert said(page) == ["The picture is in. Now its card."]
    assert page.context["lacks_on_card"]
    assert f"/contribute/picture/{piece.picture.uuid}/" in page.content.decode()


@pytest.mark.parametrize(
    ("file", "status", "sentence"),
    [
        (None, 422, "Choose a picture on your machine first."),
        (EXE, 422, "not a picture"),
        (SVG, 422, "an SVG drawing"),
        (photo()[:400], 422, "damaged"),
        (b"x" * (13 * 2**20), 413, "The most we can take"),
    ],
)
def test_what_is_no_picture_leaves_nothing_behind(
    desk, piece, stores, file, status, sentence
):
    answer = desk.post(url(piece, "picture/"), {"picture": sent(file)} if file else {})

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert not Picture.objects.exists()
    assert files_in(stores) == []


def test_ai_alone_is_no_credit_and_says_what_to_write(desk, piece, omar):
    furniture.set_picture(piece, make_picture(credit=""), by=omar)

    answer = desk.post(
        url(piece, f"picture/{piece.picture.pk}/"),
        {"source_type": "trainedAlgorithmicMedia", "credit": "AI", "alt": "Two posts"},
    )

    piece.picture.refresh_from_db()
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“AI” is not a credit. Write who made it and with what" in page
    assert "Two posts" in page
    assert "The picture has no credit" not in page
    assert "Name the AI tool and its version." in page
    assert "Say who wrote the prompt." in page
    assert piece.picture.credit == ""


def test_a_card_kept_on_an_accepted_piece_lets_the_signature_lapse(desk, piece, omar):
    furniture.set_picture(piece, make_picture(), by=omar)
    sign_as_author(piece)
    card = {"source_type": "digitalCapture", "credit": "Photograph: Dara Lim"}

    desk.post(url(piece, f"picture/{piece.picture.pk}/"), card | {"alt": "Other words"})

    page = desk.get(url(piece))
    assert "Ines Duarte has not signed this text" in page.content.decode()
    assert piece.acts.filter(action="picture").count() == 2


def test_a_card_that_says_nothing_new_is_not_kept_again(desk, piece, omar):
    picture = make_picture()
    furniture.set_picture(piece, picture, by=omar)
    acts = piece.acts.count()
    same = {
        "source_type": picture.source_type,
        "credit": picture.credit,
        "alt": picture.alt,
    }

    desk.post(url(piece, f"picture/{picture.pk}/"), same)

    assert piece.acts.count() == acts


def test_a_picture_in_the_text_has_its_card_here_too(desk, piece, omar):
    picture = make_picture(caption="A gate in the text", credit="")
    revisions.save(piece, {"body": f"Text ![]({picture.address})"}, by=omar, base=1)

    page = desk.get(url(piece, "picture/"))
    card = desk.get(url(piece, f"picture/{picture.pk}/"))

    assert "A gate in the text" in page.content.decode()
    assert card.context["chosen"] == picture
    assert "It stands in the text." in card.content.decode()


def test_a_picture_of_another_piece_is_not_found_here(desk, piece):
    stranger = make_picture()

    answer = desk.post(url(piece, f"picture/{stranger.pk}/"), {"credit": "Mine: Me"})

    stranger.refresh_from_db()
    assert answer.status_code == 404
    assert stranger.credit == "Photograph: Dara Lim"


def test_a_picture_can_be_taken_off(desk, piece, omar):
    furniture.set_picture(piece, make_picture(), by=omar)

    desk.post(url(piece, "picture/"), {"do": "remove"})

    piece.refresh_from_db()
    assert piece.picture is None


def test_a_card_typed_into_a_cleared_piece_is_kept_on_the_page_only(desk, omar):
    piece = make_submission(Status.ACCEPTED, editor=omar)
    picture = make_picture()
    furniture.set_picture(piece, picture, by=omar)
    sign_as_author(piece)
    desk.post(url(piece, "clear/"), {"when": "now"})

    answer = desk.post(
        url(piece, f"picture/{picture.pk}/"), {"credit": "Photograph: Late Lim"}
    )

    picture.refresh_from_db()
    assert answer.status_code == 409
    assert "Omar cleared it" in answer.content.decode()
    assert ("Credit", "Photograph: Late Lim") in answer.context["typed"]
    assert "Photograph: Late Lim</textarea>" in answer.content.decode()
    assert "<dt>Credit</dt><dd>Photograph: Dara Lim</dd>" in answer.content.decode()
    assert picture.credit == "Photograph: Dara Lim"


# Byline


def names(piece):
    piece = type(piece).objects.get(pk=piece.pk)
    return [author.name for author in piece.authors]


def seen(piece):
    return [author.pk for author in piece.authors]


def test_co_authors_are_added_moved_and_removed(desk, piece):
    ben = make_author("Ben")
    steps = []

    for do in (f"add {ben.pk}", f"up {ben.pk}", f"remove {ben.pk}"):
        piece = type(piece).objects.get(pk=piece.pk)
        desk.post(url(piece, "byline/"), {"author": seen(piece), "do": do})
        steps.append(names(piece))

    assert steps == [["Ines Duarte", "Ben"], ["Ben", "Ines Duarte"], ["Ines Duarte"]]


def test_the_last_name_cannot_be_removed(desk, piece):
    [author] = piece.authors

    page = desk.post(
        url(piece, "byline/"),
        {"author": [author.pk], "do": f"remove {author.pk}"},
        follow=True,
    )

    assert said(page) == ["A column has at least one author."]
    assert names(piece) == ["Ines Duarte"]


def test_nobody_puts_themselves_over_a_piece_they_decide_on(desk, piece, omar):
    own = make_author("Omar", user=omar)

    page = desk.post(
        url(piece, "byline/"),
        {"author": seen(piece), "do": f"add {own.pk}"},
        follow=True,
    )

    assert said(page) == [byline_page.YOURSELF]
    assert names(piece) == ["Ines Duarte"]


@pytest.mark.parametrize(
    "do", ["", "add", "add x", "add 999999", "up 999999", "burn 1", "add " + "9" * 40]
)
def test_an_odd_button_changes_no_byline(desk, piece, do):
    page = desk.post(
        url(piece, "byline/"), {"author": seen(piece), "do": do}, follow=True
    )

    assert page.status_code == 200
    assert names(piece) == ["Ines Duarte"]


def test_a_byline_changed_by_another_meanwhile_is_shown_not_overwritten(
    desk, piece, edith
):
    before, ben, zed = seen(piece), make_author("Ben"), make_author("Zed")
    furniture.set_byline(piece, [*piece.authors, ben], by=edith)

    page = desk.post(
        url(piece, "byline/"), {"author": before, "do": f"add {zed.pk}"}, follow=True
    )

    assert said(page) == [byline_page.CHANGED]
    assert names(piece) == ["Ines Duarte", "Ben"]


def test_somebody_new_gets_a_profile_and_a_place_in_the_byline(desk, piece):
    make_author("Prak Sereyvuth", slug="prak-sereyvuth")
    new = {"name": " Prak  Sereyvuth", "role": "poet", "place": "Kep", "pronoun": "his"}

    desk.post(url(piece, "byline/"), new | {"do": "new"})

    author = Author.objects.get(place="Kep")
    assert (author.name, author.slug) == ("Prak Sereyvuth", "prak-sereyvuth-2")
    assert names(piece) == ["Ines Duarte", "Prak Sereyvuth"]


def test_a_new_author_without_a_name_is_refused_and_the_rest_is_kept(desk, piece):
    answer = desk.post(
        url(piece, "byline/"),
        {"do": "new", "name": "\u202e ", "role": "A rare role", "place": "Kep"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write the name as it will be printed." in page
    assert "A rare role" in page


def test_a_refused_byline_leaves_no_profile_behind(desk):
    piece = make_submission(Status.DECLINED)
    new = {"name": "Ben", "role": "poet", "place": "Kep", "pronoun": "his"}

    desk.post(url(piece, "byline/"), new | {"do": "new"})

    assert not Author.objects.filter(name="Ben").exists()


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.REVISING, "asked for changes"),
        (Status.CLEARED, "cleared it"),
        (Status.SPIKED, "spiked it"),
    ],
)
def test_somebody_new_typed_into_a_piece_that_has_moved_on_stays_on_the_page(
    desk, status, told
):
    piece = make_submission(status)
    new = {"name": "Ben", "role": "a rare role", "place": "Kep", "pronoun": "his"}

    answer = desk.post(url(piece, "byline/"), new | {"do": "new"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert told in page
    assert "a rare role</textarea>" in page
    assert ("Name", "Ben") in answer.context["typed"]
    assert not Author.objects.filter(name="Ben").exists()


def test_profiles_are_found_by_a_name_in_either_script(desk, piece):
    make_author("Prak Sereyvuth", name_own_script="ប្រាក់ សិរីវុឌ្ឍ")
    make_author("Somebody Else")

    by_latin = desk.get(url(piece, "byline/"), {"q": "sereyv"}).context["found"]
    by_khmer = desk.get(url(piece, "byline/"), {"q": "ប្រាក់"}).context["found"]
    by_nobody = desk.get(url(piece, "byline/"), {"q": "Zed"}).content.decode()

    assert [a.name for a in by_latin] == ["Prak Sereyvuth"]
    assert by_khmer == by_latin
    assert "Nobody by that name has a profile yet." in by_nobody


def test_the_closing_line_stands_under_the_byline(desk, piece):
    page = desk.get(url(piece, "byline/"))

    assert page.context["closing_line"] == (
        "Ines Duarte is a freelance journalist based in Phnom Penh. The views and "
        "opinions expressed are her own."
    )


# Section, format and peg


def test_the_desk_may_call_it_another_kind_of_column(desk, piece):
    letter = make_format(name="Postcard", words_least=1, words_most=3)
    said = {
        "section": piece.section_id,
        "format": letter.pk,
        "peg": "",
        "peg_until": "",
    }

    desk.post(url(piece, "details/"), said)

    piece.refresh_from_db()
    page = desk.get(url(piece)).content.decode()
    act = piece.acts.order_by("-number").first()
    assert piece.format == letter
    assert "over of 1 to 3" in page
    assert (act.action, act.data["format"]) == (Action.DETAILS, "Postcard")


def test_section_and_peg_are_kept_in_the_newsrooms_time(desk, piece):
    section, year = make_section(name="Economy"), timezone.localdate().year + 1

    desk.post(
        url(piece, "details/"),
        {
            "section": section.pk,
            "peg": "Rice price",
            "peg_until": f"{year}-05-01T16:00",
        },
    )

    piece.refresh_from_db()
    assert (piece.section, piece.peg) == (section, "Rice price")
    assert piece.peg_until == dt.datetime(year, 5, 1, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("peg_until", ["soon", "2030-05-01", "10000-01-01T00:00"])
def test_an_odd_peg_hour_is_refused(desk, piece, peg_until):
    answer = desk.post(
        url(piece, "details/"),
        {"section": piece.section_id, "peg": "", "peg_until": peg_until},
    )

    assert answer.status_code == 422
    assert "Give the date and the hour." in answer.content.decode()


@pytest.mark.parametrize(
    ("peg_until", "sentence"),
    [
        ("1999-12-31T23:59", forms.PEG_TOO_OLD),
        ("0026-11-24T16:00", forms.PEG_TOO_OLD),
        ("2028-11-23T16:01", forms.PEG_TOO_FAR),
        ("9999-12-31T23:59", forms.PEG_TOO_FAR),
        ("2000-01-01T00:00", None),
        ("2028-11-23T16:00", None),
    ],
)
def test_a_peg_of_another_age_is_refused_in_words(
    piece, time_machine, peg_until, sentence
):
    time_machine.move_to(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)
    form = forms.DetailsForm({"section": piece.section_id, "peg_until": peg_until})

    assert form.is_valid() == (sentence is None)
    assert form.errors.get("peg_until", []) == ([sentence] if sentence else [])


def test_a_peg_that_is_taken_away_is_gone(desk, piece):
    type(piece).objects.filter(pk=piece.pk).update(peg_until=timezone.now())

    desk.post(
        url(piece, "details/"),
        {"section": piece.section_id, "peg": "", "peg_until": ""},
    )

    piece.refresh_from_db()
    assert piece.peg_until is None


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.REVISING, "asked for changes"),
        (Status.CLEARED, "cleared it"),
        (Status.WITHDRAWN, "withdrew it"),
    ],
)
def test_a_peg_typed_into_a_piece_that_has_moved_on_stays_on_the_page(
    desk, status, told
):
    piece = make_submission(status)
    section = make_section(name="Economy")

    answer = desk.post(
        url(piece, "details/"),
        {"section": section.pk, "peg": "Rice <b>", "peg_until": "2027-05-01T16:00"},
    )

    page = answer.content.decode()
    piece.refresh_from_db()
    assert answer.status_code == 409
    assert told in page
    assert answer.context["typed"] == [
        ("Section", "Economy"),
        ("News peg", "Rice <b>"),
        ("The peg passes", "2027-05-01T16:00"),
    ]
    assert "Rice &lt;b&gt;</textarea>" in page
    assert piece.peg == ""


# Revisions


def test_any_two_revisions_are_laid_over_each_other(desk, piece, omar):
    revisions.save(piece, {"headline": "Second"}, by=omar, base=1)
    revisions.save(piece, {"headline": "Third", "body": "All new."}, by=omar, base=2)

    page = desk.get(url(piece, "revisions/"), {"from": 3, "to": 1})

    assert (page.context["before"].number, page.context["after"].number) == (1, 3)
    assert [each.name for each in page.context["compared"]] == ["Headline", "Text"]
    assert [each.number for each in page.context["revisions"]] == [3, 2, 1]


@pytest.mark.parametrize(
    "asked",
    [{"from": "1"}, {"from": "x", "to": "1"}, {"from": "1", "to": "9"}, {"to": "-1"}],
)
def test_revisions_that_are_not_there_are_404(desk, piece, asked):
    assert desk.get(url(piece, "revisions/"), asked).status_code == 404


def test_an_earlier_text_comes_back_as_a_new_revision(desk, piece, omar):
    first = piece.latest.body
    revisions.save(piece, {"body": "Worse."}, by=omar, base=1)

    without = desk.post(url(piece, "revisions/1/restore/"), {"base": 2}, follow=True)
    desk.post(url(piece, "revisions/1/restore/"), {"base": 2, "why": "It read better"})

    piece.refresh_from_db()
    assert "Say why revision 1 should be back." in said(without)[0]
    assert (piece.latest.number, piece.latest.body) == (3, first)
    assert piece.latest.reason == "Revision 1 restored: It read better"


@pytest.mark.parametrize("base", ["1", "", "x", "9" * 20])
def test_nothing_is_restored_over_a_newer_text(desk, piece, omar, base):
    revisions.save(piece, {"body": "Newer."}, by=omar, base=1)

    typed = {"base": base, "why": "It read better"}
    page = desk.post(url(piece, "revisions/1/restore/"), typed, follow=True)

    piece.refresh_from_db()
    assert piece.latest.body == "Newer."
    assert said(page)[0].startswith("Revision 2 was saved in the meantime.")


def test_what_has_changed_since_one_last_read_and_since_the_author_signed(desk, omar):
    piece = make_submission(Status.ACCEPTED, editor=omar, body="One.")
    sign_as_author(piece)
    revisions.save(piece, {"body": "Two."}, by=omar, base=1)
    desk.get(url(piece))
    revisions.save(piece, {"body": "Three."}, by=omar, base=2)

    page = desk.get(url(piece, "revisions/"))

    since = [(each.whom, each.number) for each in page.context["since"]]
    assert since == [("I last read", 2), ("the author signed", 1)]
    assert "?from=2&amp;to=3#compared" in page.content.decode()
    redline = desk.get(url(piece), {"view": "redline", "against": 1}).content.decode()
    assert "what the author signed (revision 1" in redline
    assert "revisions/?from=1&amp;to=3" in redline


def test_a_revision_that_is_not_there_cannot_be_restored(desk, piece):
    answer = desk.post(url(piece, "revisions/7/restore/"), {"base": 1})

    assert answer.status_code == 404


# On record


def test_letters_say_what_became_of_them(desk, piece):
    Letter.objects.filter(kind="receipt").update(
        state=LetterState.FAILED, problem="Mailbox <full>"
    )

    page = desk.get(url(piece, "letters/")).content.decode()

    assert "Could not be sent" in page
    assert "Mailbox &lt;full&gt;" in page
    assert page.count("letter-kept") == 3


def test_history_tells_every_act_newest_first_and_that_it_is_whole(desk, piece, omar):
    page = desk.get(url(piece, "history/"))

    assert [told.did for told in page.context["told"]] == [
        "accepted it",
        "offered terms",
        "sent it to the desk",
    ]
    assert "The record is whole" in page.content.decode()


def test_history_says_the_hour_in_the_newsrooms_words(desk, omar):
    hour = dt.datetime.fromisoformat("2099-11-23T03:00:00.913248+00:00")
    piece = make_submission(Status.CLEARED, hour=hour)

    beside = desk.get(url(piece, "history/")).context["told"][0].beside

    assert "For Monday 23 November 2099, 10:00 ICT" in beside


def test_history_says_so_when_the_chain_is_broken(desk, piece, monkeypatch):
    first = piece.acts.order_by("number").first()
    Act.objects.bulk_create(
        [
            Act(
                submission=piece,
                number=9,
                by_name="Mallory",
                action="note",
                digest="0" * 64,
                previous=first.digest,
            )
        ]
    )

    page = desk.get(url(piece, "history/")).content.decode()

    assert "The record of this column is not whole" in page
    assert "Act 9 has been changed." in page


def test_no_author_reads_a_word_of_the_desks_room(desk, client, piece):
    desk.post(url(piece, "note/"), {"text": "Between us: check the ministry."})
    client.force_login(piece.contributor)

    pages = [
        client.get(f"/contribute/{piece.pk}/{part}").content.decode()
        for part in ("", "proof/")
    ]

    assert not any("check the ministry" in page for page in pages)
    assert all(piece.headline in page for page in pages)
