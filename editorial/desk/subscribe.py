"""The calendar in somebody's own calendar program: its secret address, and the feed."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from authors.http import SignedInRequest, asker
from authors.limits import allowed
from editorial import schedule

HOUR = 60 * 60
READS = 60  # of one feed in an hour: a calendar program asks four times
TRIES = 60  # of addresses that open nothing, in an hour, from one connection
ADDRESSES_A_DAY = 20
PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
OFTEN = "This was asked for too often. Try again in an hour."


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: SignedInRequest) -> HttpResponse:
    """One's own address: made, shown once, ended."""
    user, made, refusal = request.user, "", ""
    if request.method == "POST" and request.POST.get("do") == "end":
        schedule.revoke(user)
        messages.success(request, "The address is ended. It opens nothing any more.")
        return redirect("admin:desk_subscribe")
    if request.method == "POST":
        if allowed("calendar addresses", str(user.pk), ADDRESSES_A_DAY, 24 * HOUR):
            made = schedule.new_address(user)
        else:
            refusal = "These were many addresses for one day. Try again tomorrow."
    response = TemplateResponse(
        request,
        "editorial/desk/subscribe.html",
        {
            **admin.site.each_context(request),
            "title": "Calendar in your own program",
            "made": made,
            "refusal": refusal,
            "feed": schedule.feed_of(user),
        },
        status=429 if refusal else 200,
    )
    for name, said in PRIVATE.items():
        response.headers[name] = said
    return response


@csrf_exempt
@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """What the address opens; 404 to all who have none that is alive."""
    user = schedule.owner_of(key)
    if user is None:
        if not allowed("calendar tries", asker(request), TRIES, HOUR):
            return _often()
        raise Http404
    if not allowed("calendar reads", str(user.pk), READS, HOUR):
        return _often()
    return HttpResponse(
        schedule.as_calendar(user),
        content_type="text/calendar; charset=utf-8",
        headers={**PRIVATE, "Content-Disposition": 'inline; filename="desk.ics"'},
    )


def _often() -> HttpResponse:
    return HttpResponse(
        OFTEN,
        status=429,
        content_type="text/plain; charset=utf-8",
        headers={**PRIVATE, "Retry-After": str(HOUR)},
    )
