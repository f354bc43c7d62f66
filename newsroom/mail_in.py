"""Where a mail service hands over what was sent to the reply address, and tells what
became of the letters that it took from us.

django-anymail knows how each service packs a mail and proves who it is; this module
lets it in, and is the only listener to what it unpacks.
"""

from __future__ import annotations

import logging
from typing import Any

from anymail.signals import EventType, inbound, tracking
from anymail.utils import get_request_basic_auth
from anymail.webhooks.mailgun import (
    MailgunInboundWebhookView,
    MailgunTrackingWebhookView,
)
from anymail.webhooks.mailjet import (
    MailjetInboundWebhookView,
    MailjetTrackingWebhookView,
)
from anymail.webhooks.postmark import (
    PostmarkInboundWebhookView,
    PostmarkTrackingWebhookView,
)
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from editorial import inbox, outbox
from editorial.models import Delivery

logger = logging.getLogger(__name__)

# 12 MB of mail as these services pack it, and room for what they add.
MOST_BYTES = 24 * 1024 * 1024

SERVICES: dict[str, Any] = {
    "mailgun": MailgunInboundWebhookView,
    "mailjet": MailjetInboundWebhookView,
    "postmark": PostmarkInboundWebhookView,
}


TELLING: dict[str, Any] = {
    "mailgun": MailgunTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
}
BECAME = {
    EventType.DELIVERED: Delivery.DELIVERED,
    EventType.DEFERRED: Delivery.DELAYED,
    EventType.BOUNCED: Delivery.BOUNCED,
    EventType.REJECTED: Delivery.BOUNCED,
    EventType.FAILED: Delivery.BOUNCED,
    EventType.COMPLAINED: Delivery.COMPLAINED,
}


class NotTaken(Exception):
    """We could not take it now: the service keeps it and tries again."""


def listen() -> None:
    """From now on, what a service brings goes to the inbox."""
    inbound.connect(_take, dispatch_uid="newsroom.mail_in")
    tracking.connect(_hear, dispatch_uid="newsroom.mail_in.events")


def _take(sender: Any, event: Any, **more: Any) -> None:
    try:
        row = inbox.take(event.message)
    except Exception as problem:
        raise NotTaken from problem
    logger.info("Mail from %s: %s", more.get("esp_name"), row.outcome)


def _hear(sender: Any, event: Any, **more: Any) -> None:
    """What became of one letter. Opened and clicked are nobody's business here."""
    became = BECAME.get(event.event_type)
    if became is None:
        return
    try:
        outbox.heard(
            became,
            of=[str(event.message_id or ""), str(event.metadata.get("letter", ""))],
            recipient=str(event.recipient or ""),
            note=str(event.description or event.mta_response or ""),
            at=event.timestamp,
        )
    except Exception as problem:
        raise NotTaken from problem


@csrf_exempt
def deliver(request: HttpRequest, service: str) -> HttpResponse:
    """One mail or a few from a service. Where answers by mail are not set up there is
    nothing at this address. When we fail the service is told, and tries again."""
    if not settings.REPLY_ADDRESS:
        raise Http404
    return _served(request, service, SERVICES)


@csrf_exempt
def events(request: HttpRequest, service: str) -> HttpResponse:
    """News of one letter or a few. Told twice, or of letters we do not know, nothing
    changes."""
    return _served(request, service, TELLING)


def _served(request: HttpRequest, service: str, views: dict[str, Any]) -> HttpResponse:
    view = views.get(service)
    if view is None or not _is_open(service):
        raise Http404
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return HttpResponse("More than we take.", status=413)
    if request.content_type == "application/json" and _may_enter(request):
        # Django's own limit is for forms that people fill in: a mail may be larger.
        request._body = request.read()
    try:
        answer: HttpResponse = view.as_view()(request)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        logger.warning("%s sent what is no mail: %r", service, problem)
        return HttpResponse("This is no mail.", status=400)
    return answer


def _is_open(service: str) -> bool:
    if service == "mailgun" and not settings.ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"]:
        return False
    return bool(settings.ANYMAIL["WEBHOOK_SECRET"])


def _may_enter(request: HttpRequest) -> bool:
    """Looked at before anything is read; the view asks once more."""
    shown = get_request_basic_auth(request) or ""
    return constant_time_compare(shown, settings.ANYMAIL["WEBHOOK_SECRET"])
