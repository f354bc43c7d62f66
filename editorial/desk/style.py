"""House style on one piece: what stands out, and mending it by one click."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import revisions, rules, signing, style
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.models import LeftAsIs, RuleKind, Status, StyleRule, Submission
from editorial.style.checks import NAMES

AROUND = 48  # letters shown on each side of a finding
MOVED = (
    "The text has changed since this page was opened. Look again: nothing was mended."
)
FIELD_NAMES = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "social_title": "Social title",
    "search_title": "Search title",
    "body": "Text",
    "disclosure": "Disclosure",
}
# The groups of the page, the gravest first.
GROUPS = (
    ("name", "Names that may be misspelt"),
    ("grammar", NAMES["grammar"]),
    ("banned", "Words we do not print"),
    ("title", "Titles"),
    ("pattern", "Against our patterns"),
    ("doubled", NAMES["doubled"]),
    ("spaces", NAMES["spaces"]),
    ("numbers", NAMES["numbers"]),
    ("unknown", "Names and words we do not know"),
    ("long", NAMES["long"]),
    ("unlinked", NAMES["unlinked"]),
)
_ORDER = {key: place for place, (key, _) in enumerate(GROUPS)}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding with the words around it."""

    finding: style.Finding
    number: int
    field: str
    before: str
    after: str
    times: int


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: str
    lines: tuple[Line, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def style_page(request: SignedInRequest, pk: int) -> HttpResponse:
    piece = desk.fetch(request, pk)
    if request.method == "POST":
        return _acted(request, piece)
    report = style.report_on(piece)
    context = {
        "report": report,
        "groups": list(_groups(piece, report)),
        "may_mend": _may_mend(request, piece),
        "may_know": rules.edits(request.user),
        "why_not": words.why_not_edited(piece),
    }
    return desk.page(request, piece, "style", context)


def told(piece: Submission) -> str:
    """What the report says of the text just saved, in a sentence."""
    count = sum(
        each.check not in ("unlinked", "unknown")
        for each in style.report_on(piece).findings
    )
    return f" House style: {count} to look at." if count else ""


def _acted(request: SignedInRequest, piece: Submission) -> HttpResponse:
    if not rules.may_edit(request.user, piece):
        raise rules.only_for(rules.EDITORS)
    finding = _meant(request, piece)
    if finding is None:
        messages.warning(request, MOVED)
    elif "know" in request.POST:
        _learn(request, finding)
    elif "leave" in request.POST:
        _leave(request, piece, finding)
    elif "again" in request.POST:
        rule, left = finding.key
        piece.left_as_is.filter(rule=rule, words=left).delete()
    else:
        _mend(request, piece, finding)
    return redirect(desk.address(piece, "style"))


def _meant(request: SignedInRequest, piece: Submission) -> style.Finding | None:
    """The finding of the page they look at; none when the text is another by now."""
    report = style.report_on(piece)
    asked = tuple(request.POST.get(name, "") for name in ("field", "start", "rule"))
    if piece.latest is None or request.POST.get("base") != str(piece.latest.number):
        return None
    return next(
        (
            each
            for each in (*report.findings, *report.left)
            if (each.field, str(each.start), each.rule) == asked
        ),
        None,
    )


def _learn(request: SignedInRequest, finding: style.Finding) -> None:
    StyleRule.objects.get_or_create(
        kind=RuleKind.KNOWN,
        find=finding.words[:120],
        defaults={"made_by": request.user},
    )
    messages.success(request, f"“{finding.words}” is a word we know now, everywhere.")


def _leave(request: SignedInRequest, piece: Submission, it: style.Finding) -> None:
    rule, left = it.key
    LeftAsIs.objects.get_or_create(
        submission=piece, rule=rule, words=left, defaults={"by": request.user}
    )
    messages.success(request, f"“{_short(left)}” stays as it is.")


def _mend(request: SignedInRequest, piece: Submission, it: style.Finding) -> None:
    """Write what the report proposed, here or wherever the same words stand."""
    instead = request.POST.get("instead", "")
    if instead not in it.instead or piece.latest is None:
        messages.warning(request, MOVED)
        return
    changed = piece.latest.fields()
    same = _same(piece, it) if "everywhere" in request.POST else [it]
    for each in sorted(same, key=lambda found: -found.start):
        text = changed[each.field]
        changed[each.field] = text[: each.start] + instead + text[each.end :]
    reason = f"House style: “{_short(it.words)}” to “{_short(instead)}”"
    try:
        signing.save(
            piece, changed, by=request.user, base=piece.latest.number, reason=reason
        )
    except revisions.StaleRevision:
        messages.warning(request, MOVED)
    except revisions.Closed:
        messages.warning(request, words.moved_on(piece))
    except revisions.TooLong as long:
        messages.warning(request, f"The text would be too long. {long}")
    else:
        times = f", {len(same)} times" if len(same) > 1 else ""
        messages.success(request, f"Mended{times}: “{_short(instead)}”.")


def _same(piece: Submission, it: style.Finding) -> list[style.Finding]:
    return [
        each
        for each in style.report_on(piece).findings
        if each.key == it.key and each.instead == it.instead
    ]


def _groups(piece: Submission, report: style.Report) -> Iterator[Group]:
    """The findings by what they are, the gravest first, each in reading order."""
    if piece.latest is None:
        return
    fields = piece.latest.fields()
    numbered = sorted(
        enumerate(report.findings, 1), key=lambda each: _ORDER[each[1].check]
    )
    times: dict[tuple[str, str], int] = {}
    for each in report.findings:
        times[each.key] = times.get(each.key, 0) + 1
    for key, found in groupby(numbered, key=lambda each: each[1].check):
        lines = tuple(_line(n, each, fields, times[each.key]) for n, each in found)
        yield Group(key, dict(GROUPS)[key], lines)


def _line(
    number: int, finding: style.Finding, fields: dict[str, str], times: int
) -> Line:
    text, start, end = fields[finding.field], finding.start, finding.end
    return Line(
        finding=finding,
        number=number,
        field=FIELD_NAMES[finding.field],
        before=_before(text, start),
        after=_after(text, end),
        times=times if finding.instead else 1,
    )


def _before(text: str, start: int) -> str:
    """The words before it in its paragraph, from the beginning of one on."""
    whole = text[:start].rpartition("\n\n")[2]
    if len(whole) <= AROUND:
        return whole
    first, space, rest = whole[-AROUND:].partition(" ")
    return f"…{rest if space else first}"


def _after(text: str, end: int) -> str:
    """The words after it in its paragraph, to the end of one."""
    whole = text[end:].partition("\n\n")[0].rstrip()
    if len(whole) <= AROUND:
        return whole
    rest, space, last = whole[:AROUND].rpartition(" ")
    return f"{rest if space else last}…"


def _may_mend(request: SignedInRequest, piece: Submission) -> bool:
    return piece.status == Status.ACCEPTED and rules.may_edit(request.user, piece)


def _short(said: str) -> str:
    return said if len(said) <= 60 else f"{said[:60]}…"
