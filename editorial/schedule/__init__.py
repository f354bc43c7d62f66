"""The calendar: when columns run, what to mind about it, and moving them."""

from editorial.schedule.feed import (
    address_of,
    as_calendar,
    feed_of,
    new_address,
    owner_of,
    revoke,
)
from editorial.schedule.minding import Minder
from editorial.schedule.moving import (
    Refused,
    hour_of,
    is_movable,
    move,
    seen_of,
    why_not,
)
from editorial.schedule.slots import (
    Kind,
    Slot,
    days_off,
    slots,
    state_of,
    unscheduled,
    warnings_at,
    with_warnings,
)

__all__ = [
    "Kind",
    "Minder",
    "Refused",
    "Slot",
    "address_of",
    "as_calendar",
    "days_off",
    "feed_of",
    "hour_of",
    "is_movable",
    "move",
    "new_address",
    "owner_of",
    "revoke",
    "seen_of",
    "slots",
    "state_of",
    "unscheduled",
    "warnings_at",
    "why_not",
    "with_warnings",
]
