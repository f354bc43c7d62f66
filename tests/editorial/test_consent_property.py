"""A signature never covers text its signer did not see, except for the slips they
allowed, whatever the desk and the author do and in whatever order."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from articles.models import Picture
from authors.models import Author
from editorial import furniture, gates, revisions, signing
from editorial.models import Action, Override, SignOff, Status
from editorial.proof import proof_of
from editorial.workflow import Details, NotReady, perform
from tests.factories import (
    make_contributor,
    make_editor,
    make_picture,
    make_submission,
)

BODY = (
    "The goverment  fell in 2025.. It was not late.\n\n"
    'They said "no" -- and the the river rose , slowly.'
)
# What somebody may do to the text, slip or not, in either direction.
EDITS = [
    ("goverment", "government"),
    ("  fell", " fell"),
    ("2025..", "2025."),
    ("the the", "the"),
    ("rose ,", "rose,"),
    ('"no"', "“no”"),
    ("--", "–"),
    ("not ", ""),
    ("2025", "2024"),
    ("river", "rivers"),
    ("They", "We"),
    ("slowly", "slwoly"),
]
SMALL = {"the"}


def meant(body):
    """What a text says, by a rule that shares nothing with ``fixes``: its words in
    order with the letters of each sorted, less doubled small words and every mark."""
    letters = "".join(c if c.isalnum() or c.isspace() else " " for c in body)
    words = [word for word, _ in itertools.groupby(letters.split())]
    return ["".join(sorted(word)) for word in words]


def is_a_letter_off(one, other):
    """The same words, each at most one letter longer or shorter, the figures and
    every short word the same."""
    ones, others = meant(one), meant(other)
    return len(ones) == len(others) and all(
        a == b or (min(len(a), len(b)) >= 6 and abs(len(a) - len(b)) <= 1)
        for a, b in zip(ones, others, strict=True)
    )


class Consent(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.seen = {}  # author: {fingerprint: body} of the pages they opened
        self.agreed = {}  # author: fingerprints they pressed "Sign" under
        self.allowed = set()  # (author, fingerprint) that allow a fix

    @initialize(both=st.booleans())
    def accepted(self, both):
        self.desk = make_editor()
        self.authors = [make_contributor("Ines Duarte")]
        self.piece = make_submission(
            Status.ACCEPTED,
            contributor=self.authors[0],
            editor=self.desk,
            body=BODY,
        )
        if both:
            self.authors.append(make_contributor("Dara Lim"))
            furniture.set_byline(
                self.piece, [user.author for user in self.authors], by=self.desk
            )

    def fresh(self):
        self.piece.refresh_from_db()
        return self.piece

    @rule(who=st.integers(0, 1))
    def opens(self, who):
        user = self.authors[who % len(self.authors)]
        proof = proof_of(self.fresh())
        self.seen.setdefault(user.pk, {})[proof.fingerprint] = proof

    @rule(who=st.integers(0, 1), which=st.integers(0, 5), fixes=st.booleans())
    def signs_a_page_opened_some_time_ago(self, who, which, fixes):
        user = self.authors[who % len(self.authors)]
        pages = list(self.seen.get(user.pk, {}))
        if not pages:
            return
        mark = pages[-1 - which % len(pages)]
        with contextlib.suppress(signing.TextChanged, signing.NotAtProof):
            kept = signing.sign(self.fresh(), mark, by=user, allows_fixes=fixes)
            self.agreed.setdefault(user.pk, set()).add(mark)
            if kept.allows_fixes:
                self.allowed.add((user.pk, mark))

    @rule(fixes=st.booleans())
    def all_open_and_sign(self, fixes):
        for who in range(len(self.authors)):
            self.opens(who=who)
            self.signs_a_page_opened_some_time_ago(who=who, which=0, fixes=fixes)

    @rule(edit=st.sampled_from(EDITS), is_slip=st.booleans())
    def signed_and_then_edited(self, edit, is_slip):
        self.all_open_and_sign(fixes=True)
        self.edits_the_text(edit=edit, back=False, is_slip=is_slip)

    @rule(edit=st.sampled_from(EDITS), back=st.booleans(), is_slip=st.booleans())
    def edits_the_text(self, edit, back, is_slip):
        old, new = reversed(edit) if back else edit
        if not old:
            return
        latest = self.fresh().latest
        with contextlib.suppress(revisions.Closed):
            signing.save(
                self.piece,
                {"body": latest.body.replace(old, new, 1)},
                by=self.desk,
                base=latest.number,
                is_slip=is_slip,
            )

    @rule(
        name=st.sampled_from(["headline", "standfirst", "social_title", "disclosure"]),
        text=st.sampled_from(["One", "Two", "Two ", "“Two”"]),
    )
    def edits_another_word(self, name, text):
        with contextlib.suppress(revisions.Closed):
            base = self.fresh().latest.number
            words = {name: text}
            signing.save(self.piece, words, by=self.desk, base=base, is_slip=True)

    @rule(which=st.integers(0, 9))
    def restores(self, which):
        latest = self.fresh().latest.number
        with contextlib.suppress(revisions.Closed):
            revisions.restore(self.piece, 1 + which % latest, by=self.desk, base=latest)

    @rule(
        what=st.sampled_from(["picture", "no picture", "card", "profile", "byline"]),
        words=st.sampled_from(["One way.", "Another way."]),
    )
    def changes_what_stands_around(self, what, words):
        piece = self.fresh()
        names = [user.author for user in self.authors]
        with contextlib.suppress(revisions.Closed):
            if what == "picture":
                furniture.set_picture(piece, make_picture(), by=self.desk)
            elif what == "no picture":
                furniture.set_picture(piece, None, by=self.desk)
            elif what == "card" and piece.picture:
                Picture.objects.filter(pk=piece.picture_id).update(caption=words)
            elif what == "profile":
                Author.objects.filter(user=self.authors[0]).update(bio_line=words)
            elif what == "byline":
                order = names if words == "One way." else names[::-1]
                furniture.set_byline(piece, order, by=self.desk)

    @rule()
    def sends_the_proof(self):
        with contextlib.suppress(signing.NotAtProof):
            signing.send_proof(self.fresh(), by=self.desk)

    @rule()
    def clears_and_takes_back(self):
        with contextlib.suppress(NotReady):
            if self.fresh().status == Status.ACCEPTED:
                hour = self.piece.submitted_at.replace(year=2090)
                perform(
                    self.piece,
                    Action.CLEAR,
                    by=self.desk,
                    details=Details(hour=hour),
                )
                printed = self.piece.article.edition.fingerprint
                for user in self.authors:
                    kept = SignOff.objects.get(by=user, fingerprint=printed)
                    self.answers_for(kept)
                perform(self.piece, Action.PULL, by=self.desk)

    @invariant()
    def nobody_has_signed_what_they_did_not_see(self):
        if not hasattr(self, "piece"):
            return
        for kept in SignOff.objects.filter(submission=self.piece):
            self.answers_for(kept)

    @invariant()
    def the_gate_is_open_only_over_those_signatures(self):
        if not hasattr(self, "piece"):
            return
        proof = proof_of(self.fresh())
        if gates.unsigned(self.piece, proof) or Override.objects.exists():
            return
        for user in self.authors:
            assert SignOff.objects.filter(
                by=user, fingerprint=proof.fingerprint
            ).exists()

    def answers_for(self, kept):
        mark, user = kept.fingerprint, kept.by_id
        if kept.carried_from is None:
            assert mark in self.agreed[user]
            assert mark in self.seen[user]
            return
        root = kept.carried_from
        assert root.carried_from is None
        assert (user, root.fingerprint) in self.allowed
        seen = self.seen[user][root.fingerprint]
        assert kept.beside == root.beside
        words = {**kept.revision.fields(), "body": ""}
        assert words == {**seen.words, "body": ""}
        assert is_a_letter_off(seen.body, kept.revision.body)
        assert ("not" in meant_words(seen.body)) == (
            "not" in meant_words(kept.revision.body)
        )

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def meant_words(body):
    return body.lower().split()


@pytest.mark.django_db
def test_a_signature_never_covers_what_its_signer_did_not_see():
    run_state_machine_as_test(
        Consent,
        settings=settings(
            max_examples=25,
            stateful_step_count=14,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # steps are slow
            suppress_health_check=list(HealthCheck),
        ),
    )
