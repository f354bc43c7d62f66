"""The five minutes that convince: the checks that a burnt desk lacked, one by one.

A text by another hand, a seat on a board that readers were not told of, a quotation
nobody confirmed, a word changed after the signature, a figure corrected after
publication by two people, and the file that proves it all. Before the correction and
after it page, box about the column, structured data, feeds and sitemap must say the
same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from authors.models import Interest
from editorial import drafts
from tests.factories import make_contributor, make_draft, make_section
from tests.journeys.browser import (
    answer_for_titles,
    find_out_who_wrote_it,
    part_of,
    settled,
)
from tests.journeys.test_whole_way import agrees_to_the_terms, declares, signs
from tests.papers import docx, with_parts

pytestmark = pytest.mark.django_db(transaction=True)
HEADLINE = "A river is not a quarry"
TOLD = "Sokha Tep is a member of the board of Mekong Sand."
CORRECTED = (
    "An earlier version of this column said that one hears it at six. In fact one "
    "hears it at five."
)
QUOTE = "“Nobody asked us before the barges came,” said Chan Sophea, who fishes here."


def by_another_hand():
    rows = (
        "<creator>Jeff Kelley</creator><lastModifiedBy>Jeff Kelley</lastModifiedBy>"
        "<Company>Kelley Public Affairs</Company>"
    )
    text = docx(
        "At six in the morning you can hear the river.",
        "Mekong Sand says that it dredges where it may.",
        QUOTE,
        "The ministry should print the permits this month.",
    )
    parts = {
        "docProps/core.xml": f"<coreProperties>{rows}</coreProperties>",
        "docProps/app.xml": f"<Properties>{rows}</Properties>",
    }
    return {
        "name": "column.docx",
        "mimeType": "application/octet-stream",
        "buffer": with_parts(text, parts),
    }


@pytest.fixture
def piece(transactional_db, omar):
    """A draft of somebody the desk knows to sit on a board."""
    omar.name = "Malis Keo"
    omar.save()
    make_section(name="River and field")
    sokha = make_contributor("Sokha Tep")
    Interest.objects.create(
        author=sokha.author, name="Mekong Sand", relation="member of its board"
    )
    piece = make_draft(sokha)
    drafts.save(piece, {"headline": HEADLINE}, version=0)
    return piece


def brings_the_file(author, piece):
    author.goto(f"/contribute/{piece.pk}/bring/")
    author.get_by_label("Word file").set_input_files(by_another_hand())
    author.get_by_role("button", name="Read the file").click()
    author.get_by_role("button", name="Take this text").click()
    declares(author)
    author.get_by_role("button", name="Send it to the desk").click()
    expect(author.get_by_text("You will hear by")).to_be_visible()


def sees_where_it_is_from(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/")
    part_of(desk, "Where from")
    lit = desk.locator("ol.ledger > li.is-open")
    expect(lit.filter(has_text="Kelley Public Affairs").first).to_be_visible()
    expect(lit.filter(has_text="“Jeff Kelley”").first).to_be_visible()


def accepts(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/")
    desk.get_by_role("link", name="Accept").click()
    desk.get_by_role("button", name="Accept, and send this letter").click()
    expect(desk.locator(".messagelist")).to_contain_text("Accepted.")


def tells_readers_of_the_post(desk):
    lacks = desk.locator(".gates")
    expect(lacks).to_contain_text("Mekong Sand is named in the column, and readers")
    part_of(desk, "Headline")
    expect(desk.locator("#watch")).to_contain_text("Readers are told nowhere")
    expect(desk.locator(".closing")).not_to_contain_text("Mekong Sand")
    desk.get_by_role("button", name="Write the disclosure").click()
    expect(desk.locator("#watch")).to_contain_text("Told near the top")
    expect(desk.locator(".closing")).to_contain_text(TOLD)
    expect(lacks).not_to_contain_text("Mekong Sand")


def sends_the_proof(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/")
    desk.get_by_role("link", name="Send proof").click()
    desk.get_by_role("button", name="Send proof").click()
    expect(desk.get_by_text("The proof is on its way")).to_be_visible()


def is_refused_in_words(desk, piece, words):
    """The panel says what is missing, and so does the page of the move itself."""
    desk.goto(f"/admin/desk/{piece.pk}/clear/")
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.locator(".gates")).to_contain_text(words)
    piece.refresh_from_db()
    assert piece.article is None


def confirms_the_quotation(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/claims/?show=open")
    desk.get_by_role("link", name="Check claim 1").click()
    form = desk.get_by_role("form", name="Claim 1")
    form.get_by_label("Verified").check()
    form.get_by_label("A recording").check()
    form.get_by_label("Where", exact=False).first.fill("Her voice, third minute")
    form.get_by_role("button", name="Keep the finding").click()
    expect(desk.get_by_text("Nothing is open.")).to_be_visible()


def says_how_risky(desk, piece):
    """More was noticed than there is: an editor says so, with the reason."""
    desk.goto(f"/admin/desk/{piece.pk}/risk/")
    desk.get_by_role("radio").first.check()
    desk.get_by_label("Why, if it is not").fill("Readers are told of the seat.")
    desk.get_by_role("button", name="Confirm the tier").click()
    expect(desk.locator(".messagelist")).to_contain_text("Confirmed. Tier 1")


def alters_one_word(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/?view=edit")
    text = desk.get_by_label("Text, in Markdown")
    text.fill(text.input_value().replace("this month", "this week"))
    desk.get_by_role("button", name="Save as the next revision").click()
    expect(desk.get_by_text("signature lapsed: 1 word changed")).to_be_visible()


def publishes(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/")
    ready = desk.locator("section.panel", has=desk.locator("#rd"))
    expect(ready).to_contain_text("Ready")
    expect(ready).not_to_contain_text("Not ready")
    desk.get_by_role("link", name="Clear for readers").click()
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Readers have it now.")).to_be_visible()


def agrees_everywhere(reader, piece):
    piece.refresh_from_db()
    where = piece.article.get_absolute_url()
    reader.goto(where)
    settled(reader)
    main = reader.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(main).to_contain_text("print the permits this week")
    before, after = main.inner_text().split("print the permits this week", 1)
    assert TOLD in before.split("you can hear the river")[0]  # near the top
    assert TOLD in after  # and in the closing line
    told = is_told_in_the_box_and_to_machines(reader)
    assert told["url"].endswith(where)
    for feed in ("/feed.rss", "/feed.atom"):
        said = reader.request.get(feed).text()
        assert all(each in said for each in (HEADLINE, TOLD, told["url"])), feed
    listed = reader.request.get("/sitemap.xml").text().partition(where)[2]
    changed = re.search(r"<lastmod>([^<]*)", listed.partition("</url>")[0])[1]
    shown = reader.locator("time").first.get_attribute("datetime")
    hours = [
        dt.datetime.fromisoformat(each)
        for each in (shown, changed, told["datePublished"], told["dateModified"])
    ]
    assert max(hours) - min(hours) < dt.timedelta(minutes=1), hours


def is_told_in_the_box_and_to_machines(reader):
    """Who checked what, without a word of where the desk has it; the seat that was
    declared to nobody is told, and nothing is counted beside it."""
    box = reader.locator("#about")
    for words in (
        TOLD,
        "Its one quotation was checked by Malis Keo and confirmed.",
        "seen and signed with the text by the author on",
        "No software helped with it.",
    ):
        expect(box).to_contain_text(words)
    expect(box).not_to_contain_text("third minute")
    expect(box).not_to_contain_text("nine questions")
    data = reader.locator('script[type="application/ld+json"]').text_content()
    told = json.loads(data)
    assert told["@type"] == "OpinionNewsArticle"
    assert told["headline"] == HEADLINE
    assert [each["name"] for each in told["author"]] == ["Sokha Tep"]
    names, words = (box.locator(tag).all_inner_texts() for tag in ("dt", "dd"))
    shown = dict(zip(names, words, strict=True))
    for name in ("This text", "Answer back"):  # of the page, and not of the column
        shown.pop(name)
    for name, words in shown.items():
        assert f"{name}: {words}" in told["backstory"]
    assert "third minute" not in data
    return told


def proposes_another_figure(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/")
    desk.get_by_role("link", name="Correct it").click()
    text = desk.get_by_label("Text, in Markdown")
    text.fill(text.input_value().replace("At six", "At five"))
    desk.get_by_label("An earlier version said").fill("that one hears it at six.")
    desk.get_by_label("In fact").fill("one hears it at five.")
    desk.get_by_label("Why, for the record").fill("The author wrote to us.")
    desk.get_by_role("button", name="Show what readers will get").click()
    expect(desk.locator(".fix-note")).to_contain_text(CORRECTED)
    expect(desk.locator(".corrected ins")).to_contain_text("five")
    desk.get_by_role("button", name="Propose it").click()
    expect(desk.get_by_text("somebody else who may decide")).to_be_visible()


def approves_it(second, piece):
    second.goto("/admin/corrections/")
    second.get_by_role("link", name="Look at it and decide").click()
    second.get_by_role("button", name="Approve, and give it to readers").click()
    expect(second.get_by_text("Readers have it now.")).to_be_visible()


def changes_everywhere(reader, piece):
    where = piece.article.get_absolute_url()
    published = reader.locator("time").first.get_attribute("datetime")
    reader.goto(where)
    settled(reader)
    main = reader.get_by_role("main")
    expect(main).to_contain_text("At five in the morning")
    expect(main.locator(".fix-note")).to_contain_text(CORRECTED)
    expect(main.locator("#about")).to_contain_text("checked by Malis Keo")
    shown = [each.get_attribute("datetime") for each in reader.locator("time").all()]
    data = json.loads(reader.locator("script[type='application/ld+json']").inner_text())
    assert shown[0] == published
    assert dt.datetime.fromisoformat(data["dateModified"]) == to_the_second(shown[1])
    assert [each["text"] for each in data["correction"]] == [f"Correction: {CORRECTED}"]
    for feed in ("/feed.rss", "/feed.atom"):
        said = reader.request.get(feed).text()
        assert all(each in said for each in (HEADLINE, CORRECTED, where)), feed
    listed = reader.request.get("/sitemap.xml").text().partition(where)[2]
    changed = re.search(r"<lastmod>([^<]*)", listed.partition("</url>")[0])[1]
    assert to_the_second(changed) == to_the_second(shown[1])
    reader.goto("/corrections/")
    row = reader.locator(".row-list > li")
    expect(row).to_contain_text("that one hears it at six.")
    expect(row).to_contain_text("one hears it at five.")
    expect(row.get_by_role("link", name=HEADLINE)).to_be_visible()


def to_the_second(said):
    return dt.datetime.fromisoformat(said).replace(microsecond=0)


def stands_in_the_log(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/history/")
    expect(desk.get_by_text("Malis Keo proposed a correction")).to_be_visible()
    expect(desk.get_by_text("Edith approved the correction")).to_be_visible()


def takes_the_evidence(desk, piece):
    desk.goto(f"/admin/desk/{piece.pk}/")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Evidence file").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as found:
        files = {name: found.read(name) for name in found.namelist()}
    listed = files.pop("SHA256SUMS").decode().splitlines()
    assert {tuple(line.split("  ", 1)) for line in listed} == {
        (hashlib.sha256(said).hexdigest(), name) for name, said in files.items()
    }
    said = json.loads(files["evidence.json"])
    assert said["record"]["problems"] == []
    assert said["record"]["head"] == piece.acts.order_by("-number").first().digest
    assert len(said["signatures"]) == 2
    assert any("column.docx" in name for name in files)
    assert [each["number"] for each in said["editions"]] == [1, 2]
    [found] = said["corrections"]
    assert (found["told"], found["approved_by"]) == (CORRECTED, "Edith")


def test_five_minutes_that_convince(page, window, sign_in, piece, omar, edith):
    author, desk = window(), page
    sign_in(author, piece.contributor)
    sign_in(desk, omar)

    brings_the_file(author, piece)
    sees_where_it_is_from(desk, piece)
    accepts(desk, piece)
    tells_readers_of_the_post(desk)
    answer_for_titles(desk)
    find_out_who_wrote_it(desk)
    sends_the_proof(desk, piece)
    agrees_to_the_terms(author, piece)
    signs(author, piece)
    is_refused_in_words(desk, piece, "quotation")
    confirms_the_quotation(desk, piece)
    says_how_risky(desk, piece)

    alters_one_word(desk, piece)
    is_refused_in_words(desk, piece, "has not signed this text")
    sends_the_proof(desk, piece)
    signs(author, piece)
    publishes(desk, piece)

    reader, second = window(), window()
    agrees_everywhere(reader, piece)

    sign_in(second, edith)
    proposes_another_figure(desk, piece)
    approves_it(second, piece)
    changes_everywhere(reader, piece)
    stands_in_the_log(desk, piece)
    takes_the_evidence(desk, piece)
