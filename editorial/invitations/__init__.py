"""Co-authors: asked by mail to stand in the byline, and nobody stands there unasked."""

from editorial.invitations.answering import (
    Profile,
    accept,
    arrange,
    decline,
    profile_of,
    step_out,
)
from editorial.invitations.asking import (
    MOST_NAMES,
    invite,
    may_invite,
    name_problem,
    send_again,
    take_back,
)
from editorial.invitations.state import (
    LIFE,
    OPEN,
    Refused,
    asks_questions,
    called,
    has_expired,
    headline,
    is_fresh,
    is_invited,
    of_key,
    state_of,
    why_dead,
)

__all__ = [
    "LIFE",
    "MOST_NAMES",
    "OPEN",
    "Profile",
    "Refused",
    "accept",
    "arrange",
    "asks_questions",
    "called",
    "decline",
    "has_expired",
    "headline",
    "invite",
    "is_fresh",
    "is_invited",
    "may_invite",
    "name_problem",
    "of_key",
    "profile_of",
    "send_again",
    "state_of",
    "step_out",
    "take_back",
    "why_dead",
]
