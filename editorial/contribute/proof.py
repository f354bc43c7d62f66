"""The author's proof: what readers will see, what was changed, and the signature."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from authors.http import SignedInRequest
from authors.models import User
from editorial import redline, signing
from editorial.contribute.doors import for_author
from editorial.contribute.piece import TOO_MANY, may_say_more, say_once
from editorial.editor import shown_privately
from editorial.forms import ObjectionForm, Problem, SignForm
from editorial.http import own_piece
from editorial.models import Action, Revision, SignOff, Status, Submission
from editorial.proof import Proof, proof_of, text_as_read

NAMES = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "disclosure": "Interest, near your name",
    "social_title": "Title when shared",
    "search_title": "Title for search engines",
    "body": "Text",
}
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


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that differs from what the author last sent, in its paragraphs."""

    name: str
    line: redline.Redline
    before: str
    after: str

    @property
    def places(self) -> list[tuple[int, tuple[redline.Change, ...]]]:
        """The paragraphs with a change in them, by their number."""
        return [
            (number, runs)
            for number, runs in enumerate(self.line.paragraphs, 1)
            if any(run.kind is not redline.Kind.SAME for run in runs)
        ]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who has signed this very page, and who has not."""

    signed: list[SignOff]
    waiting: list[str]
    own: SignOff | None
    is_asked: bool


@never_cache
@require_safe
@for_author
def proof(request: SignedInRequest, piece: Submission) -> HttpResponse:
    if piece.status not in (Status.ACCEPTED, Status.CLEARED):
        return redirect("contribute:piece", piece.pk)
    return _page(request, piece)


@never_cache
@require_POST
@for_author
def sign(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """Consent to exactly the page that was shown, and to no other."""
    form = SignForm(request.POST)
    if piece.latest is None:
        return redirect("contribute:piece", piece.pk)
    if not form.is_valid():
        return _page(request, piece, sign_form=form, status=422)
    try:
        signing.sign(piece, form.cleaned_data["fingerprint"], by=request.user)
    except signing.TextChanged:
        return _page(request, piece, refusal=CHANGED, status=409)
    except signing.NotAtProof:
        return _page(request, piece, refusal=NOT_NOW, status=409)
    except PermissionDenied:
        return _page(request, piece, refusal=NOT_YOURS, status=403)
    return redirect("contribute:proof", piece.pk)


@never_cache
@require_POST
@for_author
def objection(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """What is wrong, to whoever holds the piece; it stands in the thread."""
    form = ObjectionForm(request.POST)
    if piece.latest is None:
        return redirect("contribute:piece", piece.pk)
    if piece.status != Status.ACCEPTED:
        return _page(
            request, piece, objection_form=form, refusal=NOTHING_TO_MEND, status=409
        )
    if not form.is_valid():
        return _page(request, piece, objection_form=form, status=422)
    if not may_say_more(request.user):
        form.add_error("text", TOO_MANY)
        return _page(request, piece, objection_form=form, status=429)
    say_once(piece, form.message(), by=request.user, action=Action.OBJECT)
    return redirect(f"{reverse('contribute:piece', args=[piece.pk])}#messages")


def _page(
    request: SignedInRequest,
    piece: Submission,
    *,
    sign_form: SignForm | None = None,
    objection_form: ObjectionForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    piece = own_piece(request, piece.pk) if refusal else piece
    if piece.latest is None:
        return redirect("contribute:piece", piece.pk)
    shown = proof_of(piece)
    body = text_as_read(piece, shown)
    sign_form = sign_form or SignForm()
    objection_form = objection_form or ObjectionForm()
    context = {
        "piece": piece,
        "proof": shown,
        "body": shown_privately(body, to=request.user),
        "changes": _changes(piece.latest),
        "signatures": _signatures(piece, shown, request.user),
        "sign_form": sign_form,
        "objection_form": objection_form,
        "problems": [*Problem.all_in(sign_form), *Problem.all_in(objection_form)],
        "refusal": refusal,
    }
    return render(request, "editorial/proof.html", context, status=status)


def _changes(latest: Revision) -> list[Changed]:
    """Field by field, what the desk did to the words the author last sent."""
    sent = (
        Revision.objects.filter(submission=latest.submission_id, is_by_author=True)
        .order_by("-number")
        .first()
    )
    if sent is None or sent.pk == latest.pk:
        return []
    before, after = sent.fields(), latest.fields()
    return [
        Changed(
            words, redline.compare(before[name], after[name]), before[name], after[name]
        )
        for name, words in NAMES.items()
        if before[name] != after[name]
    ]


def _signatures(piece: Submission, shown: Proof, reader: User) -> Signatures:
    signed = list(
        SignOff.objects.filter(
            submission=piece, fingerprint=shown.fingerprint
        ).select_related("author")
    )
    have = {each.author_id for each in signed}
    signers = [author for author in piece.authors if author.user_id]
    return Signatures(
        signed=signed,
        waiting=[author.name for author in signers if author.pk not in have],
        own=next((each for each in signed if each.by_id == reader.pk), None),
        is_asked=piece.status == Status.ACCEPTED
        and piece.proof_sent_at is not None
        and reader.pk in {author.user_id for author in signers},
    )
