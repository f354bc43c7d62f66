"""The author's proof: what readers will see, what was changed, and the signature."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from authors.http import SignedInRequest
from editorial import account, changes, fixes, signing
from editorial.contribute.doors import for_author
from editorial.contribute.piece import TOO_MANY, may_say_more, say_once
from editorial.contribute.signature import consent
from editorial.editor import shown_privately
from editorial.forms import ObjectionForm, Problem, RemarkForm, SignForm
from editorial.http import own_piece
from editorial.models import Action, Revision, Status, Submission
from editorial.proof import Proof, proof_of, text_as_read

CHANGED = (
    "The page has changed since you opened it. Here is what readers would see now: "
    "read it again before you sign."
)
NOT_NOW = "This column is not waiting for your signature any more."
NOTHING_TO_MEND = (
    "This column is not at its proof any more, so this did not go. Your words are "
    "below: send them to the desk as a message."
)
NOT_YOURS = "Only the people whose names stand over the column can sign it."


@never_cache
@require_safe
@for_author
def proof(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Open to its authors from the day it is accepted: they may see at any time what
    readers will. They are asked to sign it only once its letter has left."""
    if piece.status not in (Status.ACCEPTED, Status.CLEARED):
        return redirect("contribute:piece", piece.pk)
    return page(request, piece)


@never_cache
@require_POST
@for_author
def sign(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Consent to exactly the page that was shown, and to no other."""
    form = SignForm(request.POST)
    if piece.latest is None:
        return redirect("contribute:piece", piece.pk)
    if not form.is_valid():
        return page(request, piece, sign_form=form, status=422)
    said = form.cleaned_data
    try:
        signing.sign(
            piece,
            said["fingerprint"],
            by=request.user,
            allows_fixes=said["allows_fixes"],
        )
    except signing.TextChanged as changed:
        meanwhile = _meanwhile(piece, said["opened"], changed.proof)
        return page(request, piece, refusal=CHANGED, meanwhile=meanwhile, status=409)
    except signing.NotAtProof:
        return page(request, piece, refusal=NOT_NOW, status=409)
    except PermissionDenied:
        return page(request, piece, refusal=NOT_YOURS, status=403)
    return redirect("contribute:proof", piece.pk)


@never_cache
@require_POST
@for_author
def objection(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """What else is wrong, to whoever holds the piece; it stands in the thread."""
    form = ObjectionForm(request.POST)
    if piece.latest is None:
        return redirect("contribute:piece", piece.pk)
    if piece.status != Status.ACCEPTED:
        return page(
            request, piece, objection_form=form, refusal=NOTHING_TO_MEND, status=409
        )
    if not form.is_valid():
        return page(request, piece, objection_form=form, status=422)
    if not may_say_more(request.user):
        form.add_error("text", TOO_MANY)
        return page(request, piece, objection_form=form, status=429)
    say_once(piece, form.message(), by=request.user, action=Action.OBJECT)
    return redirect(f"{reverse('contribute:piece', args=[piece.pk])}#messages")


def page(
    request: SignedInRequest,
    piece: Submission,
    *,
    sign_form: SignForm | None = None,
    objection_form: ObjectionForm | None = None,
    remark_form: RemarkForm | None = None,
    meanwhile: Sequence[changes.Changed] = (),
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The proof, with whatever was refused on it and nothing typed lost."""
    piece = own_piece(request, piece.pk) if refusal else piece
    if piece.latest is None:
        return redirect("contribute:piece", piece.pk)
    shown = proof_of(piece)
    body = text_as_read(piece, shown)
    sign_form = sign_form or SignForm()
    objection_form = objection_form or ObjectionForm()
    said = consent(piece, shown, request.user)
    context = {
        "piece": piece,
        "proof": shown,
        "body": shown_privately(body, to=request.user),
        "about": account.rows(piece, shown),
        "consent": said,
        "is_open": piece.status == Status.ACCEPTED,
        "sign_form": sign_form,
        "limits": fixes.LIMITS,
        "objection_form": objection_form,
        "remark_form": remark_form,
        "problems": [*Problem.all_in(sign_form), *Problem.all_in(objection_form)],
        "meanwhile": meanwhile,
        "refusal": refusal,
    }
    return render(request, "editorial/proof.html", context, status=status)


def _meanwhile(
    piece: Submission, opened: int | None, now: Proof
) -> tuple[changes.Changed, ...]:
    """What was changed since the page was opened that somebody wanted to sign."""
    was = Revision.objects.filter(submission=piece, number=opened or 0).first()
    if was is None:
        return ()
    return changes.between(
        changes.page_of(was.fields(), was.beside), changes.page_as(now)
    )
