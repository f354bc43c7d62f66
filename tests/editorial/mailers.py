"""Mail servers with bad habits, for the outbox's tests."""

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Locmem


class Down(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody listens")


class AcceptsThenDrops(Locmem):
    """Takes the letter, then breaks the line before saying so."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise ConnectionResetError("the line broke")
