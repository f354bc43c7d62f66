"""The claim ledger: what the column says is so, who says it, and what came of the
check. Every row opens its form in place; nothing here needs a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import claims, revisions, rules
from editorial.claims import Checked, Line, State
from editorial.desk import piece as desk
from editorial.desk import words
from editorial.desk.forms import typed_in
from editorial.desk.ledger import TAGS, counted
from editorial.files import FileRefused
from editorial.forms.fields import Choices, LineField, WordsField
from editorial.models import Found, Proven, Submission
from editorial.proof import proof_of

EDITED = (
    "These words were edited after you opened the page, so nothing was kept. They "
    "read now: “{}” What you typed is still in the form; keep it again if it holds. A "
    "chosen file has to be chosen again."
)
TAKEN_OUT = "These words are out of the text now, so there is nothing left to find."
NO_SENTENCE = "The text does not have that sentence any more. Nothing was marked."


class FindingForm(forms.Form):
    """What a checker found of one claim, in the words they had before them."""

    words = forms.CharField(widget=forms.HiddenInput, strip=False)
    found = Choices(
        label="What you found",
        needed="Say what you found.",
        choices=Found.choices,
    )
    proven_by = Choices(
        label="It rests on",
        needed="Say what it rests on.",
        choices=Proven.choices,
    )
    where = WordsField(
        label="Where",
        max_length=claims.LONGEST,
        rows=2,
        help_text="The address, the page, the minute of the tape; or who, and when. Of "
        "what begins with the address of a page, readers get that address.",
    )
    speaker = LineField(label="Who said it", max_length=160)
    copy = forms.FileField(
        label="A copy of the source, as it is today",
        required=False,
        help_text="Kept as it is, for the desk alone.",
        widget=forms.FileInput(attrs={"class": "input"}),
    )
    note = WordsField(label="Note", max_length=claims.LONGEST, rows=2)

    def __init__(self, line: Line, data: Any = None, files: Any = None) -> None:
        known = claims.prefilled(line)
        super().__init__(data, files, initial={"words": line.sentence, **known})
        self.fields["proven_by"].required = False
        if line.is_quote:
            self._offer("found", [each for each in Found if each != Found.OPINION])
            self._offer("proven_by", claims.PROVES)
        else:
            del self.fields["speaker"]

    def _offer(self, name: str, values: Sequence[Any]) -> None:
        field = self.fields[name]
        field.choices = [(each.value, each.label) for each in values]  # type: ignore[attr-defined]

    def checked(self) -> Checked:
        said = self.cleaned_data
        copy = said["copy"]
        return Checked(
            words=said["words"],
            found=Found(said["found"]),
            proven_by=Proven(said["proven_by"]) if said["proven_by"] else None,
            where=said["where"],
            note=said["note"],
            speaker=said.get("speaker", ""),
            copy=copy,
            copy_name=copy.name if copy else "",
        )


@require_http_methods(["GET", "HEAD", "POST"])
def claims_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the ledger; or say what was found, mark a sentence, take one off."""
    piece = desk.fetch(request, pk)
    if request.method != "POST":
        return _page(request, piece)
    if not claims.may_check(request.user, piece):
        raise rules.only_for(rules.CHECKS)
    act = {"find": _find, "mark": _mark, "drop": _drop}.get(request.POST.get("do", ""))
    if act is None:
        return HttpResponseBadRequest("What should be done?")
    try:
        return act(request, piece)
    except revisions.Closed:
        piece = desk.fetch(request, pk)
        return _page(request, piece, status=409, moved_on=words.moved_on(piece))


def _find(request: SignedInRequest, piece: Submission) -> HttpResponse:
    line = _line(request, piece)
    form = FindingForm(line, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, piece, line, form, status=422)
    claim = claims.listed(piece, line)
    try:
        kept = claims.record(claim, form.checked(), by=request.user)
    except claims.Refused as refused:
        form.add_error(refused.field, refused.sentence)
        return _page(request, piece, line, form, status=422)
    except FileRefused as refused:
        form.add_error("copy", str(refused))
        return _page(request, piece, line, form, status=422)
    except revisions.Closed:
        piece = desk.fetch(request, piece.pk)
        told, typed = words.moved_on(piece), typed_in(form)
        return _page(request, piece, status=409, moved_on=told, typed=typed)
    except claims.Changed as changed:
        return _moved(request, piece, line.number, form, changed.now)
    left = [each.number for each in claims.ledger(piece) if each.asks]
    after = [number for number in left if number > line.number] or left
    messages.success(
        request, f"Claim {line.number}: {kept.get_found_display()}. {_left(len(left))}"
    )
    following = next((number for number in after if number != line.number), None)
    return redirect(_address(request, piece, following, at=following or line.number))


def _moved(
    request: SignedInRequest,
    piece: Submission,
    number: int,
    form: FindingForm,
    now: str,
) -> HttpResponse:
    """The same form over the words as they stand, with all that was typed."""
    piece = desk.fetch(request, piece.pk)
    line = claims.line(piece, number)
    if line is None or not now:
        typed = typed_in(form)
        return _page(request, piece, status=409, told=TAKEN_OUT, typed=typed)
    data = request.POST.copy()
    data["words"] = now
    again = FindingForm(line, data)
    again.full_clean()
    return _page(request, piece, line, again, status=409, told=EDITED.format(now))


def _mark(request: SignedInRequest, piece: Submission) -> HttpResponse:
    sentence = request.POST.get("sentence", "")[: claims.LONGEST]
    try:
        line = claims.mark(piece, sentence, by=request.user)
    except claims.Changed:
        piece = desk.fetch(request, piece.pk)
        return _page(request, piece, status=409, told=NO_SENTENCE)
    messages.success(request, f"Marked: claim {line.number}.")
    return redirect(_address(request, piece, line.number, at=line.number))


def _drop(request: SignedInRequest, piece: Submission) -> HttpResponse:
    line = _line(request, piece)
    try:
        claims.drop(claims.listed(piece, line), by=request.user)
    except claims.Refused as refused:
        return _page(request, piece, line, status=422, told=refused.sentence)
    messages.success(
        request,
        f"Claim {line.number} is off the list. If its words change, it is asked again.",
    )
    return redirect(_address(request, piece))


def _line(request: SignedInRequest, piece: Submission) -> Line:
    """The claim somebody acts on."""
    number = request.POST.get("claim", "")
    line = claims.line(piece, int(number)) if number.isdecimal() else None
    if line is None:
        raise Http404
    return line


def _address(
    request: SignedInRequest,
    piece: Submission,
    number: int | None = None,
    *,
    at: int | None = None,
) -> str:
    """The page as it was filtered, with the form of one claim open."""
    asked = {"show": "open"} if request.GET.get("show") == "open" else {}
    asked |= {"claim": str(number)} if number else {}
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{desk.address(piece, 'claims')}{query}{f'#claim-{at}' if at else ''}"


def _page(
    request: SignedInRequest,
    piece: Submission,
    line: Line | None = None,
    form: FindingForm | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    lines = claims.ledger(piece)
    only_open = request.GET.get("show") == "open"
    may_record = claims.may_record(request.user, piece)
    opened = line.number if line else _opened(request)
    shown = [
        (each, *TAGS[State(each.state)])
        for each in lines
        if not only_open or each.asks or each.number == opened
    ]
    if may_record and form is None:
        asked = next((each for each in lines if each.number == opened), None)
        form = FindingForm(asked) if asked and asked.is_there else None
    context |= {
        "lines": shown,
        "total": len(lines),
        "open_count": sum(each.asks for each in lines),
        "quotes": sum(each.is_quote for each in lines),
        "counted": counted(lines),
        "only_open": only_open,
        "opened": opened,
        "form": form if may_record else None,
        "may_record": may_record,
        "short": claims.short_quotations(piece),
        "titles": claims.probable_titles(piece),
        "unmarked": (
            claims.unmarked(piece, lines)
            if may_record and request.GET.get("mark")
            else None
        ),
        "proof": proof_of(piece) if piece.latest else None,
        "printed_at": timezone.now(),
        "proven": dict(Proven.choices),
    }
    return desk.page(request, piece, "claims", context, status=status)


def _opened(request: SignedInRequest) -> int:
    asked = request.GET.get("claim", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 0


def _left(count: int) -> str:
    return f"{count} to go." if count else "Nothing is left to check."
