"""What an author answers at the proof: each change, the titles, and "I am done"."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from authors.http import SignedInRequest
from authors.limits import allowed
from editorial import remarks
from editorial.contribute.doors import AuthorView, for_author
from editorial.contribute.piece import HOUR, TOO_MANY
from editorial.contribute.proof import NOTHING_TO_MEND, page
from editorial.contribute.signature import consent
from editorial.forms import ObjectionForm, RemarkForm
from editorial.models import Submission, Verdict
from editorial.proof import proof_of

REMARKS = 300  # an hour from one person, each change of a long column twice
GONE = (
    "What you answered is not on the page any more: the desk has changed it since you "
    "opened it. Here is what stands now."
)
KEPT = " Your words are kept below."


def _at_proof(view: AuthorView) -> AuthorView:
    """Before a proof there is nothing to answer; a proof that is no more is told."""

    @wraps(view)
    def answered(request: SignedInRequest, piece: Submission) -> HttpResponse:
        if piece.latest is None:
            return redirect("contribute:piece", piece.pk)
        try:
            return view(request, piece)
        except remarks.NotAtProof:
            return _refused(request, piece, NOTHING_TO_MEND)
        except remarks.NoSuchChange:
            return _refused(request, piece, GONE)

    return answered


def _post(view: AuthorView) -> Callable[..., HttpResponse]:
    return never_cache(require_POST(for_author(_at_proof(view))))


@_post
def change(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Accept one change, comment on it or object to it; then on to the next."""
    form = RemarkForm(request.POST)
    if not form.is_valid() or form.cleaned_data["verdict"] == Verdict.MISSTATES:
        return page(request, piece, remark_form=form, status=422)
    if not _may_say_more(request):
        form.add_error("text", TOO_MANY)
        return page(request, piece, remark_form=form, status=429)
    said = form.cleaned_data
    verdict = Verdict(said["verdict"])
    text = "" if verdict is Verdict.ACCEPT else said["text"]
    remarks.say(piece, said["change"], verdict, text, by=request.user)
    return redirect(f"{_address(piece)}#{_next(request, piece, said['change'])}")


@_post
def accept_rest(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """A yes to each change that was shown and has no answer yet."""
    remarks.accept_rest(
        piece, set(request.POST.getlist("change")[:1_000]), by=request.user
    )
    return redirect(f"{_address(piece)}#column")


@_post
def misstates(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """“This headline misstates me”: the desk must answer before it can run."""
    form = RemarkForm({**request.POST.dict(), "verdict": Verdict.MISSTATES.value})
    if not form.is_valid():
        return page(request, piece, remark_form=form, status=422)
    if not _may_say_more(request):
        form.add_error("text", TOO_MANY)
        return page(request, piece, remark_form=form, status=429)
    said = form.cleaned_data
    field = said["field"]
    remarks.misstates(piece, field, said["title"], said["text"], by=request.user)
    return redirect(f"{_address(piece)}#t-{field}")


@_post
def take_back(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """An objection of one's own that has settled itself."""
    pk = request.POST.get("point", "")
    if pk.isdecimal() and len(pk) < 10:
        remarks.take_back(piece, int(pk), by=request.user)
    return redirect(f"{_address(piece)}#points")


@_post
def done(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """The author leaves the changes: the holder gets one letter about all of them."""
    remarks.done(piece, by=request.user)
    return redirect(f"{_address(piece)}#points")


def _next(request: SignedInRequest, piece: Submission, key: str) -> str:
    """The next change without an answer, from this one on and round; or the page."""
    cards = consent(piece, proof_of(piece), request.user).cards
    at = next((card.change.number for card in cards if card.change.key == key), 0)
    left = [card.change.number for card in cards if card.own is None]
    ahead = [number for number in left if number > at] or left
    return f"c-{ahead[0]}" if ahead else "answered"


def _refused(request: SignedInRequest, piece: Submission, why: str) -> HttpResponse:
    """What was typed stands in the box of the general objection, ready to go."""
    text = request.POST.get("text", "").strip()
    if not text:
        return page(request, piece, refusal=why, status=409)
    form = ObjectionForm({"about": "else", "text": text})
    said = why if why == NOTHING_TO_MEND else f"{why}{KEPT}"
    return page(request, piece, objection_form=form, refusal=said, status=409)


def _may_say_more(request: SignedInRequest) -> bool:
    return allowed("remarks", str(request.user.pk), REMARKS, HOUR)


def _address(piece: Submission) -> str:
    return reverse("contribute:proof", args=[piece.pk])
