"""What the pages of signed-in people, and of visitors, know about who asks."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from authors.models import User


class SignedInRequest(HttpRequest):
    """What ``@login_required`` promises the type checker."""

    user: User
    open_pieces: tuple[int, int]  # counted by the board, for the sidebar beside it
    letters_in_trouble: int  # counted by the sidebar, for the board beside it


def asker(request: HttpRequest) -> str:
    """Who asks, for a limiter: the person, or the connection of a visitor."""
    if request.user.is_authenticated:
        return f"user {request.user.pk}"
    try:
        return f"from {get_adapter().get_client_ip(request)}"
    except PermissionDenied:  # behind a socket that names nobody
        return "from somewhere"


def next_address(request: HttpRequest, default: str) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url(default)
