"""The outbox, and the mail that came in."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from authors.admin import OnRecord
from authors.models import DECIDES, User
from editorial import outbox, rules
from editorial.desk import letters, words
from editorial.desk.logs import ShowsContact
from editorial.models import (
    Incoming,
    Letter,
    LetterState,
)

# Why a letter was written, by the name its writer gave it.
WRITTEN_FOR = {
    "receipt": "The column arrived",
    "received-again": "The changed column arrived",
    "changes-requested": "Changes asked for",
    "commissioned": "Pitch accepted",
    "accepted": "Accepted",
    "declined": "Declined",
    "released": "Let go unanswered",
    "spiked": "Spiked",
    "withdrawn": "Withdrawn",
    "cleared": "Cleared for readers",
    "cleared-again": "Cleared again",
    "error-answered": "An error report answered",
    "desk-error-reported": "To the desk: an error reported",
    "corrected": "A change after publication",
    "desk-correction-proposed": "To the desk: a correction proposed",
    "desk-correction-dropped": "To the desk: a correction dropped",
    "desk-profile-changed": "To the desk: a profile changed",
    "pulled": "Taken back",
    "proof": "The proof",
    "message": "A message",
    "paused": "The clock stopped",
    "resumed": "The clock runs again",
    "deadline": "The day for the changes",
    "revision-due": "A reminder: the changes",
    "revision-late": "A reminder: the day has passed",
    "desk-message": "A message to the desk",
    "desk-digest": "The letter of the day, to the desk",
    "desk-handed-over": "To the desk: handed over",
    "desk-lapsed": "To the desk: back in the queue",
    "desk-withdrawn": "To the desk: withdrawn",
    "desk-revision-in": "To the desk: the changed column is in",
    "desk-proof-unsent": "To the desk: a proof not sent",
    "desk-signed": "To the desk: signed",
    "desk-answer-due": "To the desk: an answer is due",
    "desk-released": "To the desk: let go unanswered",
    "desk-revision-late": "To the desk: the changes are late",
    "mail-refused": "A mail that could not be placed",
    "mail-files-refused": "Files that could not be taken",
    "terms-offered": "Terms offered",
    "payment-approved": "A payment approved",
    "payment-paid": "A payment made",
    "co-author-joined": "A co-author agreed",
    "co-author-declined": "A co-author declined",
    "co-author-left": "A co-author stepped out",
    "co-author-removed": "A co-author was taken out",
    "desk-terms-accepted": "To the desk: terms accepted",
    "desk-co-author-left": "To the desk: a co-author stepped out",
    "desk-asked": "To the desk: work asked for",
    "desk-asked-soon": "To the desk: work is due soon",
    "desk-asked-late": "To the desk: work is late",
    "desk-asked-done": "To the desk: work done",
    "desk-asked-no-more": "To the desk: work no longer needed",
    "desk-declared": "To the desk: declarations changed",
    "desk-legal-asked": "To the lawyers: a legal read is needed",
    "desk-legal-decided": "To the desk: the lawyer has read it",
    "desk-mentioned": "To the desk: somebody was named",
    "desk-remarks": "To the desk: the author on the changes",
    "new-hour": "Another hour for readers",
    "objection-answered": "An objection answered",
    "overridden": "Cleared past a missing signature",
    "proof-again": "The proof, changed",
    "slip-mended": "A slip mended",
    outbox.INVITATION: "Somebody is invited to a byline",
    outbox.SIGN_IN: "Somebody signs in",
}


class ByOccasion(admin.SimpleListFilter):
    """Why it was written, in words."""

    title = "written for"
    parameter_name = "kind__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(WRITTEN_FOR.items())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Letter]
    ) -> QuerySet[Letter]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Letter)
class Outbox(ShowsContact, OnRecord):
    """Every letter, what became of it, and a way to try again."""

    list_name = "Outbox"
    list_display = ["shown_subject", "became", "to", "written"]
    list_filter = ["state", "delivery", ByOccasion]
    search_fields = ["to", "subject"]
    ordering = ["-written_at", "-pk"]
    fields = [
        "became",
        "problem",
        "delivery_note",
        "tried",
        "next_try",
        "sent_at",
        "to",
        "shown_subject",
        "shown_body",
        "written_for",
        "written_at",
    ]
    readonly_fields = [
        "became",
        "tried",
        "next_try",
        "shown_subject",
        "shown_body",
        "written_for",
    ]
    actions = ["try_these_again"]
    change_form_template = "admin/letter.html"
    change_list_template = "admin/outbox.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return rules.desk_letters(request.user)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Above the list of all letters, while nobody searches in it: what waits and
        what did not arrive."""
        context = dict(extra_context or {})
        if request.method == "GET" and not request.GET and rules.is_desk(request.user):
            context["post"] = letters.of_the_outbox(cast(User, request.user))
        return super().changelist_view(request, context)

    @admin.display(description="what became of it", ordering="state")
    def became(self, letter: Letter) -> str:
        return letters.state_of(letter)[0]

    def get_urls(self) -> list[URLPattern]:
        again = path(
            "<int:pk>/try-again/",
            self.admin_site.admin_view(self.try_again),
            name="editorial_letter_try_again",
        )
        return [again, *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: Letter | None = None) -> Any:
        """Only what still says something: a sent letter is not tried again."""
        gone = set()
        if obj and obj.state != LetterState.WAITING:
            gone.add("next_try")
        if obj and not obj.problem:
            gone.add("problem")
        if obj and not obj.delivery_note:
            gone.add("delivery_note")
        if obj and obj.sent_at is None:
            gone.add("sent_at")
        return [name for name in self.fields or () if name not in gone]

    def named(self, row: Letter) -> str:
        return self.shown_subject(row)

    @admin.display(description="written", ordering="written_at")
    def written(self, letter: Letter) -> str:
        return words.hour(letter.written_at)

    @admin.display(description="written for")
    def written_for(self, letter: Letter) -> str:
        return WRITTEN_FOR.get(letter.kind, letter.kind)

    @admin.display(description="times tried")
    def tried(self, letter: Letter) -> str:
        return str(letter.tries)

    @admin.display(description="next try")
    def next_try(self, letter: Letter) -> str:
        return words.hour(letter.try_at)

    @admin.display(description="subject", ordering="subject")
    def shown_subject(self, letter: Letter) -> str:
        return "A sign-in code" if letter.kind == outbox.SIGN_IN else letter.subject

    @admin.display(description="letter")
    def shown_body(self, letter: Letter) -> str:
        return letters.HIDDEN if letter.kind in outbox.HOLD_A_KEY else letter.body

    @admin.action(description="Try again", permissions=["try_again"])
    def try_these_again(self, request: HttpRequest, chosen: QuerySet[Letter]) -> None:
        back = sum(outbox.try_again(letter) for letter in chosen)
        said = f"{back} of {len(chosen)} go out again. The others were not given up on."
        self.message_user(request, said, messages.SUCCESS)

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        return rules.decides(request.user)

    @method_decorator(require_POST)
    def try_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_try_again_permission(request):
            raise PermissionDenied
        letter = get_object_or_404(self.get_queryset(request), pk=pk)
        if outbox.try_again(letter):
            messages.success(request, "It goes out again within a minute.")
        else:
            messages.info(request, "It was not given up on, so nothing was changed.")
        return redirect(reverse("admin:editorial_letter_change", args=[pk]))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        may = self.has_try_again_permission(request)
        found = self.get_object(request, object_id)
        context = {"may_try_again": may, "failed": LetterState.FAILED}
        if found:
            context["shown"] = letters.shown(found, cast(User, request.user))
        return super().change_view(
            request, object_id, form_url, context | (extra_context or {})
        )


@admin.register(Incoming)
class IncomingMail(ShowsContact, OnRecord):
    """Answers by mail and what became of them. Their words are in the thread."""

    list_name = "Incoming mail"
    row_name = "mail"
    seen_by = DECIDES
    list_display = ["came", "sender", "subject", "state", "outcome"]
    list_display_links = ["came"]
    list_filter = ["state"]
    search_fields = ["sender", "subject"]
    ordering = ["-at", "-pk"]
    list_select_related = ["submission__latest"]
    fields = ["state", "outcome", "sender", "subject", "submission", "at", "message_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incoming]:
        return rules.desk_incoming(request.user).order_by(*self.ordering)

    def named(self, row: Incoming) -> str:
        return row.subject or "A mail without a subject"

    @admin.display(description="came", ordering="at")
    def came(self, row: Incoming) -> str:
        return words.hour(row.at)
