"""A newsroom full of dull columns, the same at every run."""

from __future__ import annotations

import datetime as dt
import random

from django.contrib.auth.models import Group
from django.utils import timezone

from articles import markup, search
from articles.models import Article, Byline, Edition, Section
from authors.models import Author, Interest, Role, User
from editorial import echoes
from editorial.models import (
    ENDED,
    IN_HAND,
    KnownText,
    Revision,
    Shingle,
    Status,
    Submission,
    SubmissionByline,
    SubmissionQuerySet,
)

_SAID = """
the a of and to in that it is was for on with as he she they be by not this had river
border ceasefire school market rice harvest bridge minister village lake tariff garment
wage water salt delta monsoon paper stone line road train clinic debt lender court judge
verdict promise vote language teacher pupil history
"""
WORDS = _SAID.split()


class Corpus:
    """Grows on demand; ``columns`` and ``pieces`` say how far it has."""

    def __init__(self) -> None:
        self._dice = random.Random(20261122)  # noqa: S311 -- the same corpus each time
        self.columns = self.pieces = 0
        self.sections = [
            Section.objects.create(name=name, slug=name.lower(), position=place)
            for place, name in enumerate(["Region", "Economy", "Society", "Culture"])
        ]
        self.authors = [
            Author.objects.create(
                name=f"Author {n}", slug=f"author-{n}", role="farmer", place="Takeo"
            )
            for n in range(1, 21)
        ]
        self.editor = User.objects.create_user(
            "editor@desk.example", name="Malis", is_staff=True
        )
        self.editor.groups.add(Group.objects.get(name=Role.EDITOR))

        self.contributor = User.objects.create_user(
            "writer@example.org", name="Heng Piseth"
        )

    def text(self, words: int) -> str:
        """Markdown as columns have it: paragraphs, a heading, emphasis, a footnote."""
        paragraphs = []
        for place in range(max(1, words // 90)):
            said = " ".join(self._dice.choices(WORDS, k=90))
            paragraphs.append(
                f"{said.capitalize()}. \"So it is,\" *she* said -- 'yes'."
            )
            if place == 2:
                paragraphs.append("## What the river took")
                paragraphs.append(
                    "Nobody knows.[^1] See [the report](https://a.example/)."
                )
        return "\n\n".join([*paragraphs, "[^1]: Annual report, page 7."])

    def publish_up_to(self, number: int) -> None:
        while self.columns < number:
            self.columns += 1
            self._publish(self.columns)

    def _publish(self, n: int) -> None:
        hour = timezone.now() - dt.timedelta(hours=n)
        author = self.authors[n % len(self.authors)]
        article = Article.objects.create(
            section=self.sections[n % 4], slug=f"column-{n}", publish_at=hour
        )
        body = self.text(900)
        article.edition = Edition.objects.create(
            article=article,
            number=1,
            label="Opinion",
            headline=" ".join(self._dice.choices(WORDS, k=8)).capitalize(),
            standfirst=" ".join(self._dice.choices(WORDS, k=25)).capitalize(),
            body=body,
            body_html=markup.render(body, doc_id=f"a{article.pk}"),
            words=markup.word_count(body),
            closing_line=f"{author} is a farmer based in Takeo.",
            responsible_editor="Malis",
            why_we_ran=" ".join(self._dice.choices(WORDS, k=25)).capitalize(),
            checked="14 statements of fact, checked by Sokha: each found in a source.",
            citations=[
                {"address": f"https://a.example/{each}", "said": " ".join(WORDS[:20])}
                for each in range(11)
            ],
            other_interests="To each of our nine questions the author answered “no”.",
            help_and_ai="Nobody suggested it. The author used software for spelling.",
            headline_by="Written by the desk; seen and signed by the author.",
            read_in_full="who read it in full",
            cleared_at=hour,
            fingerprint=f"{n:064x}",
        )
        Byline.objects.create(
            edition=article.edition, author=author, position=0, name=author.name
        )
        article.save(update_fields=["edition"])
        search.index(article)

    def know_all(self, marks: int) -> tuple[Submission, list[Submission]]:
        """Fingerprints for every piece: the first, and two with a passage of it."""
        first, *rest = self._sent().select_related("latest")
        passage = self.text(180)
        for piece in (first, *rest[:2]):
            text = f"{self.text(510)}\n\n{passage}\n\n{self.text(510)}"
            piece.latest = Revision.objects.create(
                submission=piece,
                number=2,
                is_by_author=True,
                body=text,
                body_html="",
                words=1200,
            )
            piece.save(update_fields=["latest"])
            echoes.know(piece, text)
        known = KnownText.objects.bulk_create(
            KnownText(submission=piece, count=marks, digest="") for piece in rest[2:]
        )
        Shingle.objects.bulk_create(
            (
                Shingle(known=text, mark=self._dice.getrandbits(63))
                for text in known
                for _ in range(marks)
            ),
            batch_size=400,
        )
        return first, rest[:2]

    def with_interests(self, words: int) -> Submission:
        """A piece of so many words that names what its author is bound to."""
        piece = self._sent()[0]
        author = piece.bylines.get().author
        for name in ("Salt Bank", "Delta Water Fund", "Harvest Line"):
            Interest.objects.create(author=author, name=name, relation="sits on it")
        body = f"{self.text(words)}\n\nThe Salt Bank and the Harvest Line paid."
        piece.latest = Revision.objects.create(
            submission=piece,
            number=3,
            is_by_author=True,
            body=body,
            body_html=markup.render(body, doc_id="w"),
            words=words,
        )
        piece.save(update_fields=["latest"])
        return piece

    def end_all_but(self, number: int) -> list[int]:
        """Only so many stay open, half of them unanswered; the keys of those."""
        kept = list(self._sent().values_list("pk", flat=True)[:number])
        self._sent().exclude(pk__in=kept).update(status=Status.DECLINED)
        half = kept[: number // 2]
        Submission.objects.filter(pk__in=kept).update(status=Status.ACCEPTED)
        Submission.objects.filter(pk__in=half).update(status=Status.SUBMITTED)
        return half

    def _sent(self) -> SubmissionQuerySet:
        """Without what somebody has only begun to type."""
        found = Submission.objects.exclude(status=Status.DRAFT)
        return found.order_by("pk")

    def send_up_to(self, number: int) -> None:
        """Pieces that were sent in: one in ten ended, the rest open on the desk."""
        numbers = range(self.pieces + 1, number + 1)
        now = timezone.now()
        sent = Submission.objects.bulk_create(
            Submission(
                contributor=self.contributor,
                section=self.sections[n % 4],
                submitted_at=now - dt.timedelta(hours=n % 200),
                answer_by=now + dt.timedelta(hours=n % 90 - 20),
                peg_until=now + dt.timedelta(hours=n % 70) if n % 3 == 0 else None,
            )
            for n in numbers
        )
        texts = Revision.objects.bulk_create(
            Revision(
                submission=piece,
                number=1,
                is_by_author=True,
                headline=" ".join(self._dice.choices(WORDS, k=8)).capitalize(),
                body="The text.",
                body_html="<p>The text.</p>",
                words=900,
            )
            for piece in sent
        )
        SubmissionByline.objects.bulk_create(
            SubmissionByline(submission=piece, author=self._dice.choice(self.authors))
            for piece in sent
        )
        for n, piece, text in zip(numbers, sent, texts, strict=True):
            ways: tuple[Status, ...] = ENDED if n % 10 == 0 else IN_HAND
            piece.latest, piece.status = text, ways[n % len(ways)]
        Submission.objects.bulk_update(sent, ["latest", "status"], batch_size=500)
        self.pieces = number
