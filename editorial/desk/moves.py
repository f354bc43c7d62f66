"""The moves of a piece: each a page with the letter that goes, then one button."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from authors.http import SignedInRequest
from editorial import decisions, notices, rules, schedule, workflow
from editorial.desk import decided, waits, words
from editorial.desk import piece as desk
from editorial.desk.calendar import mind
from editorial.desk.forms import (
    HourForm,
    LetterForm,
    TemplateForm,
    typed_hour,
    zone_said,
)
from editorial.desk.terms import offers_form
from editorial.forms import OffersForm
from editorial.models import Act, Action, LetterKind, LetterTemplate, Submission

_A = Action
LETTERS = (
    *(_A.REQUEST_CHANGES, _A.COMMISSION, _A.ACCEPT, _A.DECLINE),
    *(_A.RELEASE, _A.SPIKE, _A.PULL),
)
GIVES_A_DAY = (_A.REQUEST_CHANGES, _A.COMMISSION)
BY_SLUG = {desk.slug(action): action for action in (*LETTERS, _A.CLEAR)}

DONE = {
    _A.REQUEST_CHANGES: "It is with {name}, with what you ask for.",
    _A.COMMISSION: "{name} has been asked for the column.",
    _A.ACCEPT: "Accepted. {name} has been told.",
    _A.DECLINE: "Declined. Your letter to {name} is in the outbox.",
    _A.RELEASE: "Released. {name} is free to offer it elsewhere.",
    _A.SPIKE: "Spiked. Your letter to {name} is in the outbox.",
    _A.PULL: "Taken back. Readers have not seen it.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the page of a move says above its letter."""

    title: str
    about: str


SAID = {
    _A.REQUEST_CHANGES: Said(
        "Ask for changes",
        "The column goes back to the author with these points. It returns to the "
        "board when they have answered them.",
    ),
    _A.COMMISSION: Said(
        "Ask for the column",
        "Yes to the pitch. The author writes the column, with all declarations, and "
        "it returns to the board when it is in. Accepting it comes after that.",
    ),
    _A.ACCEPT: Said(
        "Accept this column",
        "From here the desk edits, and nothing runs before the author has signed the "
        "very text.",
    ),
    _A.DECLINE: Said(
        "Pass on this column",
        "The letter goes as it stands here. Change any word of it.",
    ),
    _A.RELEASE: Said(
        "Let it go unanswered",
        "We did not answer in time. The author is free to offer it elsewhere.",
    ),
    _A.SPIKE: Said(
        "Spike this column",
        "It was accepted and will not run. Say why, for the record.",
    ),
    _A.PULL: Said(
        "Take it back before its hour",
        "Readers have not seen it. It is on the desk again, accepted.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    piece = desk.fetch(request, pk)
    action = BY_SLUG.get(name)
    if action is None:
        raise Http404
    if request.method != "POST":
        return _open(request, piece, action)
    step = workflow.step_of(piece, action)
    if step and not step.allowed(request.user, piece):
        raise PermissionDenied
    if action is _A.CLEAR:
        return _clear(request, piece)
    return _letter(request, piece, action)


def _open(request: SignedInRequest, piece: Submission, action: Action) -> HttpResponse:
    """The page of a move, for whoever may make it while it can be made."""
    step = workflow.step_of(piece, action)
    if step is None:
        messages.warning(request, words.moved_on(piece))
        return redirect(desk.address(piece))
    if not step.allowed(request.user, piece):
        raise PermissionDenied
    if blocker := workflow.past(step, piece):
        messages.warning(request, f"{blocker.words}.")
        return redirect(desk.address(piece))
    if action is _A.CLEAR:
        planned = piece.planned_for
        is_ahead = planned is not None and planned > timezone.now()
        hour = typed_hour(planned) if is_ahead else _tomorrow()
        return _clear_page(request, piece, HourForm({"hour": hour}))
    if waiting := decisions.pending(piece):
        messages.warning(request, waits.decided(waiting))
        return redirect(desk.address(piece))
    template = _chosen(request, action)
    initial = _initial(request, piece, action, template)
    initial |= decided.kept_letter(request, piece, action)
    form = _letter_form(piece, action, initial=initial)
    return _letter_page(request, piece, action, form, template)


def _chosen(request: SignedInRequest, action: Action) -> LetterTemplate | None:
    """The letter that stood on the page before, where it was read there; else the
    first."""
    offered, asked = _templates(action), request.GET.get("template", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    found: LetterTemplate | None = offered.filter(pk=number).first()
    return found or offered.first()


def _letter(
    request: SignedInRequest, piece: Submission, action: Action
) -> HttpResponse:
    if request.POST.get("step") == "fill":
        return _filled(request, piece, action)
    form = _letter_form(piece, action, request.POST)
    offers = _offers(piece, action, request.POST)
    if not form.is_valid() or (offers and not offers.is_valid()):
        return _letter_page(request, piece, action, form, status=422, offers=offers)
    said = form.cleaned_data
    details = workflow.Details(
        conditions=said.get("conditions", ()),
        revise_by=said.get("revise_by"),
        wording=_wording(piece, said),
        offers=offers.offers() if offers else {},
    )
    try:
        done = decisions.decide(
            piece,
            action,
            by=request.user,
            note=said["note"],
            details=details,
            seen=_seen(request),
        )
    except decisions.AlreadyDecided as met:
        return _met(request, piece, action, form, met)
    except workflow.TransitionNotAllowed:
        return _too_late(request, piece, action, form)
    except workflow.NotReady as shut:
        return _letter_page(
            request, piece, action, form, status=422, blockers=shut.blockers
        )
    decided.forget_letter(request, piece, action)
    if isinstance(done, Act):
        messages.success(request, DONE[action].format(name=rules.shown_name(piece)))
    return redirect(desk.address(piece))  # where a decision that waits says so itself


def _wording(piece: Submission, said: dict[str, Any]) -> notices.Wording:
    wording, day = notices.Wording(said["subject"], said["body"]), said.get("revise_by")
    return notices.with_day(wording, piece, day) if day else wording


def _filled(
    request: SignedInRequest, piece: Submission, action: Action
) -> HttpResponse:
    """Another letter to start from; what stands beside the letter is kept."""
    choice = _template_form(action, request.POST)
    template = choice.cleaned_data["template"] if choice.is_valid() else None
    initial = _initial(request, piece, action, template) | {
        "conditions": request.POST.get("conditions", ""),
        "revise_by": request.POST.get("revise_by", ""),
    }
    form = _letter_form(piece, action, initial=initial)
    offers = _offers(piece, action, request.POST)
    return _letter_page(request, piece, action, form, template, offers=offers)


def _clear(request: SignedInRequest, piece: Submission) -> HttpResponse:
    is_now = request.POST.get("when") == "now"
    form = HourForm(request.POST)
    if not is_now and not form.is_valid():
        return _clear_page(request, piece, form, status=422)
    hour = timezone.now() if is_now else form.cleaned_data["hour"]
    if request.POST.get("when") == "look":
        return _clear_page(request, piece, form)
    try:
        decisions.decide(
            piece,
            _A.CLEAR,
            by=request.user,
            details=workflow.Details(hour=hour),
            seen=_seen(request),
        )
    except decisions.AlreadyDecided as met:
        return _met(request, piece, _A.CLEAR, form, met)
    except workflow.TransitionNotAllowed:
        return _too_late(request, piece, _A.CLEAR, form)
    except workflow.NotReady as shut:
        return _clear_page(request, piece, form, status=422, blockers=shut.blockers)
    said = "Readers have it now." if is_now else f"Readers get it {words.hour(hour)}."
    messages.success(request, f"Cleared. {said}")
    mind(request, piece, hour)
    return redirect(desk.address(piece))


def _seen(request: SignedInRequest) -> int | None:
    """The move after which the page was shown that this is the answer to."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else None


def _seen_now(request: SignedInRequest, piece: Submission, status: int) -> str | int:
    """The same for the page shown next. Told what happened meanwhile, the editor may
    decide anew."""
    before = "" if status == 409 else request.POST.get("seen", "")
    return before or workflow.last_move(piece)


def _tomorrow() -> str:
    """What most columns are set for: six in the morning."""
    day = timezone.localdate() + dt.timedelta(days=1)
    return f"{day:%Y-%m-%d}T06:00"


def _too_late(
    request: SignedInRequest,
    piece: Submission,
    action: Action,
    form: LetterForm | HourForm,
) -> HttpResponse:
    """Somebody moved it meanwhile. What was written stays on the page; the same
    person pressing the same button twice is simply shown the piece."""
    piece = desk.fetch(request, piece.pk)
    last = piece.acts.exclude(to_status="").order_by("-number").first()
    if last and last.by == request.user and last.action == action:
        return redirect(desk.address(piece))
    told = words.moved_on(piece)
    if isinstance(form, HourForm):
        return _clear_page(request, piece, form, status=409, moved_on=told)
    return _letter_page(request, piece, action, form, status=409, moved_on=told)


def _met(
    request: SignedInRequest,
    piece: Submission,
    action: Action,
    form: LetterForm | HourForm,
    met: decisions.AlreadyDecided,
) -> HttpResponse:
    """Somebody has decided, and that waits. What was written stays on the page; the
    same person pressing the same button twice is simply shown the piece."""
    waiting = met.decision
    if waiting.by_id == request.user.pk and waiting.action == action:
        return redirect(desk.address(piece))
    told, piece = waits.decided(waiting), desk.fetch(request, piece.pk)
    if isinstance(form, HourForm):
        return _clear_page(request, piece, form, status=409, moved_on=told)
    return _letter_page(request, piece, action, form, status=409, moved_on=told)


def _offers(piece: Submission, action: Action, data: Any = None) -> OffersForm | None:
    """The terms that go with a yes; nothing with any other move."""
    if action is not _A.ACCEPT:
        return None
    if data is not None and not any(name.startswith("fee_") for name in data):
        return None  # the page did not ask: they get the standard offer
    return offers_form(piece, data)


def _letter_form(
    piece: Submission, action: Action, data: Any = None, **kwargs: Any
) -> LetterForm:
    return LetterForm(
        data,
        section=piece.section,
        asks_conditions=action is _A.REQUEST_CHANGES,
        gives_a_day=action in GIVES_A_DAY,
        needs_reason=action is _A.SPIKE,
        **kwargs,
    )


def _templates(action: Action) -> Any:
    kinds = {kind.value for kind in LetterKind}
    kind = action.value if action.value in kinds else ""
    return LetterTemplate.objects.filter(kind=kind)


def _template_form(action: Action, data: Any = None, **kwargs: Any) -> TemplateForm:
    form = TemplateForm(data, **kwargs)
    form.fields["template"].queryset = _templates(action)  # type: ignore[attr-defined]
    return form


def _initial(
    request: SignedInRequest,
    piece: Submission,
    action: Action,
    template: LetterTemplate | None,
) -> dict[str, str]:
    wording = (
        notices.from_template(template, piece, by=request.user)
        if template
        else notices.default_wording(piece, action, by=request.user)
    )
    return {
        "subject": wording.subject,
        "body": re.sub(r"\n{3,}", "\n\n", wording.body),
        "note": template.reason if template else "",
    }


def _letter_page(
    request: SignedInRequest,
    piece: Submission,
    action: Action,
    form: LetterForm,
    template: LetterTemplate | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    return desk.page(
        request,
        piece,
        "letter",
        {
            "said": SAID[action],
            "called": SAID[action].title,
            "seen": _seen_now(request, piece, status),
            "form": form,
            "choice": _template_form(action, initial={"template": template}),
            "has_templates": _templates(action).exists(),
            "button": words.BUTTONS[action],
            "to": piece.contributor,
            "leaves": waits.leaves(piece, action),
            "left_out": notices.left_out_of(template),
            "offers": _offers(piece, action),
            **context,
        },
        status=status,
        shows_contact=True,
    )


def _clear_page(
    request: SignedInRequest,
    piece: Submission,
    form: HourForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """With what to mind about the hour that stands in its field."""
    hour = form.cleaned_data.get("hour") if form.is_bound and form.is_valid() else None
    return desk.page(
        request,
        piece,
        "clear",
        {
            "form": form,
            "hour": hour,
            "warnings": schedule.warnings_at(piece, hour, user=request.user)
            if hour
            else (),
            "seen": _seen_now(request, piece, status),
            "zone_said": zone_said(),
            **context,
        },
        status=status,
    )
