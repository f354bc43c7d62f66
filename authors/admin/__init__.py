"""Accounts, the register of interests, and who may do what in the admin's own lists."""

from authors.admin.accounts import Accounts
from authors.admin.register import (
    AffiliationInline,
    InterestInline,
    InterestsRegister,
)
from authors.admin.roles import NO_ROW, ByRole, OnRecord

__all__ = [
    "NO_ROW",
    "Accounts",
    "AffiliationInline",
    "ByRole",
    "InterestInline",
    "InterestsRegister",
    "OnRecord",
]
