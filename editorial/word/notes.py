"""Footnotes and endnotes of every origin, before they are numbered anew."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

# How mammoth, Word and Google Docs name the place of a call, and the note itself.
_CALL = re.compile(r"#(?:(?:foot|end)note-[\w-]+|_(?:ftn|edn)\w+|ftnt\w+)")
_BACK = re.compile(r"#(?:(?:foot|end)note-ref-.+|_(?:ftn|edn)ref.+|ftnt_ref.+)")


def take_notes(soup: BeautifulSoup) -> dict[str, Tag]:
    """The notes by their keys, taken out of the text; each call there is left as an
    empty ``note`` tag with the key."""
    notes: dict[str, Tag] = {}
    calls = [a for a in soup.find_all("a") if _CALL.fullmatch(_leads_to(a))]
    calls = [a for a in calls if not _BACK.fullmatch(_leads_to(a))]
    wanted = {_leads_to(call)[1:] for call in calls}
    for back in soup.find_all("a"):
        key = str(back.get("name") or back.get("id") or "")
        if _BACK.fullmatch(_leads_to(back)):
            _take(back, key, notes)
    for call in calls:
        key = _leads_to(call)[1:]
        if key in notes:
            _put_call(soup, call, key)
        else:
            call.unwrap()  # the note was not copied along
    for key in set(notes) - wanted:
        if notes[key].get_text(strip=True):
            soup.append(notes.pop(key))
    return notes


def _leads_to(link: Tag) -> str:
    return str(link.get("href") or "")


def _take(back: Tag, key: str, notes: dict[str, Tag]) -> None:
    """Word puts the way back before the note, mammoth behind it."""
    item = back.find_parent(id=re.compile(r"(?:foot|end)note-|ftn|edn"))
    home = item if isinstance(item, Tag) else back.find_parent(["p", "li", "div"])
    back.decompose()
    if not isinstance(home, Tag):
        return
    own = str(home.get("id") or "")
    key = own if own.startswith(("footnote-", "endnote-")) else key or f"_{own}"
    parent = home.parent
    home.name = "div"
    notes[key] = home.extract()
    if isinstance(parent, Tag) and not parent.get_text(strip=True):
        parent.decompose()


def _put_call(soup: BeautifulSoup, call: Tag, key: str) -> None:
    place: Tag = call
    while place.parent and place.parent.name in {"sup", "span"}:
        if place.parent.get_text(strip=True) != call.get_text(strip=True):
            break
        place = place.parent
    place.replace_with(soup.new_tag("note", attrs={"key": key}))
