"""How allauth meets our newsroom: its mail, and what happens when somebody enters."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from authors.models import User
from editorial import drafts, outbox
from editorial.http import visitor_of
from newsroom.context import paper


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Everybody may write for us; nobody becomes staff by signing in."""

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Into the outbox: a mail server that is down stops nobody's page."""
        said = paper(self.request) | context
        outbox.post(
            to=email,
            subject=render_to_string(f"{template_prefix}_subject.txt", said),
            body=render_to_string(f"{template_prefix}_message.txt", said),
            kind=outbox.SIGN_IN,
        )

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        """What a visitor had begun to write is theirs from now on."""
        drafts.adopt_all(visitor_of(request), user)
        answer: HttpResponse = super().post_login(request, user, **how)
        return answer

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what has happened."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An account begins by typing a mailed code, in no other way."""
        return False
