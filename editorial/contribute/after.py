"""A column that readers have: its link, its answers, and “I found an error”."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Article, Correction, Edition
from authors.http import SignedInRequest
from authors.limits import allowed
from editorial import reports
from editorial.contribute.doors import for_author
from editorial.forms import ErrorForm, Problem
from editorial.models import ErrorReport, Submission

HOUR = 60 * 60
REPORTS = 10  # an hour from one person
TOO_MANY = "That is many reports in an hour. Yours is still here: send it later."
NOT_OUT = (
    "Readers do not have this column, so nothing went. Your words are below: write "
    "them to the desk as a message."
)
MOST_ANSWERS = 20


@dataclass(frozen=True, slots=True)
class Door:
    """A way to pass the column on: a plain address, nothing of theirs on our page."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class After:
    """What the page of a column that is out shows of its life among readers."""

    edition: Edition
    address: str
    host: str
    doors: tuple[Door, ...]
    answered: Article | None
    answers: list[Article]
    corrections: list[Correction]
    reports: list[ErrorReport]


def of(piece: Submission) -> After | None:
    """None until readers have it. Five queries at most."""
    article = piece.article
    if article is None or not piece.is_live or article.edition is None:
        return None
    address = f"{settings.SITE_URL}{article.get_absolute_url()}"
    answered, published = article.answers, Article.objects.published()
    return After(
        edition=article.edition,
        address=address,
        host=urlsplit(settings.SITE_URL).netloc,
        doors=tuple(_doors(article.edition.share_title, address)),
        answered=answered if answered and answered.is_published() else None,
        answers=list(published.answering(article).for_listing()[:MOST_ANSWERS]),
        corrections=article.corrections,
        reports=list(piece.error_reports.select_related("by", "answered_by")),
    )


def _doors(title: str, address: str) -> Iterator[Door]:
    both = f"{title}\n{address}"
    yield Door("Mail", f"mailto:?{_said(subject=title, body=both)}")
    yield Door("Telegram", f"https://t.me/share/url?{_said(url=address, text=title)}")
    yield Door("WhatsApp", f"https://wa.me/?{_said(text=both)}")
    yield Door(
        "Facebook", f"https://www.facebook.com/sharer/sharer.php?{_said(u=address)}"
    )


def _said(**words: str) -> str:
    """With %20 for a space: a mail program shows a plus as a plus."""
    return urlencode(words).replace("+", "%20")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_author
def error(request: SignedInRequest, piece: Submission) -> HttpResponse:
    """“I found an error”: what stands there, what is right, and how one knows."""
    back = reverse("contribute:piece", args=[piece.pk])
    if request.method != "POST":
        if not piece.is_live:
            return redirect(f"{back}#messages")
        quote = request.GET.get("quote", "")[:2_000]
        return _page(request, piece, ErrorForm(initial={"quote": quote}))
    form = ErrorForm(request.POST)
    if not form.is_valid():
        return _page(request, piece, form, status=422)
    if not piece.is_live:
        form.add_error(None, NOT_OUT)
        return _page(request, piece, form, status=409)
    if not allowed("error reports", str(request.user.pk), REPORTS, HOUR):
        form.add_error(None, TOO_MANY)
        return _page(request, piece, form, status=429)
    try:
        reports.report(piece, **form.cleaned_data, by=request.user)
    except reports.NotOut:
        form.add_error(None, NOT_OUT)
        return _page(request, piece, form, status=409)
    return redirect(f"{back}#errors")


def _page(
    request: SignedInRequest, piece: Submission, form: ErrorForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "piece": piece,
        "form": form,
        "refusals": form.non_field_errors(),
        "problems": [
            Problem.in_field(form[name], str(words))
            for name in form.fields
            for words in form[name].errors
        ],
    }
    return render(request, "editorial/error.html", context, status=status)
