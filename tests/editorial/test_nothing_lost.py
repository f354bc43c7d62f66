"""No sequence of edits, sign-ins, windows and crashes loses text that the server
acknowledged, or writes over it from a window that was not shown it."""

from __future__ import annotations

import html
import json
import re
import uuid
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from editorial import outbox
from editorial.contribute import write
from editorial.models import Action, Draft, Letter, Status, Submission
from editorial.workflow import perform
from tests.factories import make_editor
from tests.typed import shown_a_while_ago, typed_column

EMAIL = "ines@example.org"
WORDS = st.sampled_from(["The ferry runs.", "The ferry stops.", "It costs 5.", "x"])


def signs_in(client):
    if "_auth_user_id" in client.session:
        return
    client.post("/account/login/", {"email": EMAIL, "shown": shown_a_while_ago()})
    letter = Letter.objects.filter(to=EMAIL, kind=outbox.SIGN_IN).latest("pk")
    code = re.search(r"\d{4} \d{4}", letter.body)[0]
    client.post("/account/code/", {"code": code})


@dataclass
class Window:
    """One open page: what stands in it, and the server's text it was shown last."""

    client: Client
    body: str
    version: int
    shown: str
    name: str = field(default_factory=lambda: str(uuid.uuid4()))


class Writing(RuleBasedStateMachine):
    """A laptop with its windows, a telephone, and a desk that may send it back."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.typed = typed_column(interests_confirmed="on", help_confirmed="on")
        self.laptop, self.phone = Client(), Client()
        self.windows = []
        self.kept = None  # the last text the server has acknowledged
        self.texts = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(words=WORDS)
    def a_visitor_begins(self, words):
        said = {"page": str(uuid.uuid4()), "shown": shown_a_while_ago()}
        answer = self.post(
            self.laptop, "/contribute/new/save/", self.form(words), **said
        )
        assert answer.status_code == 200
        self.piece = Submission.objects.get()
        version = answer.json()["version"]
        self.windows.append(Window(self.laptop, words, version, shown=words))
        self.kept = words

    # What people do

    @rule(data=st.data(), words=WORDS)
    def types(self, data, words):
        self.texts += 1
        self.one(data).body = f"{words} {self.texts}"

    @rule(data=st.data())
    def is_saved_by_the_script(self, data):
        self.save(self.one(data))

    @rule(data=st.data())
    def is_saved_and_the_answer_is_lost(self, data):
        window = self.one(data)
        before = window.version, window.shown
        if self.save(window):
            window.version, window.shown = before

    @rule(data=st.data())
    def is_saved_with_the_button(self, data):
        window = self.one(data)
        said = self.form(window.body) | {"version": window.version, "then": "save"}
        answer = window.client.post(f"/contribute/{self.piece.pk}/write/", said)
        page = html.unescape(answer.content.decode())
        if answer.status_code == 302:
            self.took(window, Draft.objects.get().version)
        elif answer.status_code == 409:
            assert window.body in page
            assert self.kept in page or not self.is_open
            window.version, window.shown = Draft.objects.get().version, self.kept
        else:
            assert answer.status_code == 401
            assert window.body in page

    @rule(data=st.data())
    def crashes(self, data):
        if len(self.windows) > 1:
            self.windows.remove(self.one(data))

    @rule(is_phone=st.booleans())
    def opens_a_window(self, is_phone):
        client = self.phone if is_phone else self.laptop
        answer = client.get(f"/contribute/{self.piece.pk}/write/")
        if answer.status_code != 200:
            return
        body = answer.context["form"]["body"].value()
        assert body == self.kept
        version = answer.context["version"]
        self.windows.append(Window(client, body, version, shown=body))

    @rule(is_phone=st.booleans())
    def signs_in(self, is_phone):
        signs_in(self.phone if is_phone else self.laptop)

    @rule(is_phone=st.booleans())
    def is_signed_out(self, is_phone):
        self.piece.refresh_from_db()
        if self.piece.contributor:  # a visitor's session is all there is of them
            (self.phone if is_phone else self.laptop).cookies.clear()

    @rule(data=st.data())
    def sends_it(self, data):
        window = self.one(data)
        address = f"/contribute/{self.piece.pk}/check/"
        page = window.client.get(address)
        if page.status_code != 200:
            return
        answer = window.client.post(address, {"version": page.context["version"]})
        self.piece.refresh_from_db()
        if self.is_open:
            assert answer.status_code in (401, 409, 422)
        else:
            assert self.piece.latest.body == self.kept

    @precondition(lambda self: not self.is_open)
    @rule()
    def is_sent_back(self):
        perform(self.piece, Action.REQUEST_CHANGES, by=make_editor())

    # What is always true

    @invariant()
    def what_was_acknowledged_is_there(self):
        if self.kept is None:
            return
        if self.is_open:
            assert Draft.objects.get().typed["body"] == self.kept
        else:
            assert Submission.objects.get().latest.body == self.kept

    @invariant()
    def it_is_one_piece(self):
        assert Submission.objects.count() <= 1

    # How it is done

    @property
    def is_open(self):
        return Submission.objects.get().status in (Status.DRAFT, Status.REVISING)

    def one(self, data):
        return data.draw(st.sampled_from(self.windows))

    def form(self, words):
        return self.typed | {"body": words}

    def post(self, client, address, typed, **said):
        body = json.dumps({"typed": typed} | said)
        return client.post(address, body, content_type="application/json")

    def save(self, window):
        """True when the server has taken it."""
        address = f"/contribute/{self.piece.pk}/save/"
        answer = self.post(
            window.client,
            address,
            self.form(window.body),
            version=window.version,
            window=window.name,
        )
        said = answer.json()
        if answer.status_code == 200:
            self.took(window, said["version"])
            return True
        if answer.status_code == 409:
            assert said["typed"]["body"] == self.kept
            window.version, window.shown = said["version"], self.kept
        else:
            assert answer.status_code == 401
        return False

    def took(self, window, version):
        assert self.kept in (window.shown, window.body), (
            "a text was written over by a window that was not shown it"
        )
        self.kept = window.shown = window.body
        window.version = version


@pytest.mark.django_db
def test_no_text_the_server_has_acknowledged_is_lost(monkeypatch):
    monkeypatch.setattr(write, "allowed", lambda *how: True)
    monkeypatch.setattr("authors.views.allowed", lambda *how: True)

    run_state_machine_as_test(
        Writing,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
