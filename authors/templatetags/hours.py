"""How a template tells an hour: in its reader's own time, with the zone's name.

In a page: ``{% when piece.answer_by %}`` reads ``user``. In a letter, which is plain
text: ``{{ piece.answer_by|when_for:reader }}``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html

from authors import zones

register = template.Library()


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], at: dt.datetime | None) -> str:
    """The hour with its zone: "Tuesday 24 November, 18:00 your time (Bangkok)"."""
    if at is None:
        return ""
    reader = context.get("user")
    return format_html("{} {}", hour(context, at), zones.whose(reader))


@register.simple_tag(takes_context=True)
def hour(context: dict[str, Any], at: dt.datetime | None) -> str:
    """The hour alone, on a page that says elsewhere whose hours these are."""
    if at is None:
        return ""
    said = zones.hour(at, context.get("user"))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), said)


@register.simple_tag(takes_context=True)
def clock(context: dict[str, Any], at: dt.datetime) -> str:
    """The hour of today alone: "18:00"."""
    said = zones.clock(at, context.get("user"))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), said)


@register.simple_tag(takes_context=True)
def day(context: dict[str, Any], at: dt.datetime) -> str:
    """The day alone: "24 November"."""
    said = zones.day(at, context.get("user"))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), said)


@register.simple_tag(takes_context=True)
def whose_time(context: dict[str, Any]) -> str:
    """Whose the hours of this page are: "your time (Bangkok)"."""
    return zones.whose(context.get("user"))


@register.filter
def when_for(at: dt.datetime | None, reader: object) -> str:
    """The same as ``when``, in plain text, for a letter."""
    return zones.hour_and_zone(at, reader) if at else ""
