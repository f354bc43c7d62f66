"""Before its hour nobody reads a word of a column anywhere; at its hour everybody."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Article
from authors.models import Author, User
from editorial import furniture, previews, schedule
from editorial.models import Action, Status
from editorial.workflow import Details, perform
from tests.conftest import staff
from tests.factories import (
    PIXEL,
    make_article,
    make_contributor,
    make_editor,
    make_picture,
    make_section,
    make_submission,
    sign_as_author,
)

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WORD = "Quixotry"  # stands in the headline, the text, the bio and the picture's card


def secret_piece(editor, hour):
    """Cleared for ``hour``, its every part naming the word."""
    author = make_contributor("Vesna Embargo", bio_line=f"{WORD} is her trade.")
    author.author.portrait.save("x", ContentFile(PIXEL))
    piece = make_submission(
        Status.ACCEPTED,
        contributor=author,
        editor=editor,
        section=make_section(name="River", slug="river"),
        headline=f"{WORD} at the river",
        body=f"A text of {WORD}.",
    )
    furniture.set_picture(piece, make_picture(alt=f"{WORD}, drawn"), by=editor)
    piece.refresh_from_db()
    sign_as_author(piece)
    perform(piece, Action.CLEAR, by=editor, details=Details(hour=hour))
    return piece


def crawl(client, piece):
    """Every page that can be reached from the front, and all that can be guessed of
    the piece, with what each answered."""
    article = piece.article
    author = Author.objects.get(name="Vesna Embargo")
    hours = (article.publish_at, timezone.now())
    guessed = {
        *("/feed.rss", "/feed.atom", "/sitemap.xml", "/robots.txt", "/section/river/"),
        *(f"/section/river/feed.{form}" for form in ("rss", "atom")),
        *(f"/author/{author.slug}/{it}" for it in ("", "feed.rss", "feed.atom")),
        *(f"/search/?q={word}" for word in (WORD, "Embargo", WORD[:4])),
        *(f"/{hour:%Y/%m}/" for hour in hours),
        article.get_absolute_url(),
        f"/media/pictures/{piece.picture.uuid}.webp",
        author.portrait.url,
        f"/contribute/picture/{piece.picture.uuid}/",
        f"/contribute/{piece.pk}/",
        f"/contribute/{piece.pk}/proof/",
        f"/admin/desk/{piece.pk}/",
        "/admin/desk/calendar/",
        f"/preview/{'x' * 43}/",
        f"/preview/{'x' * 43}/picture/{piece.picture.uuid}.webp",
        f"/calendar/{'x' * 43}.ics",
    }
    waiting, answers = ["/", *sorted(guessed)], {}
    while waiting:
        address = waiting.pop()
        if address in answers or len(answers) > 200:
            continue
        answer = client.get(address)
        body = answer.content if not answer.streaming else answer.getvalue()
        answers[address] = (answer.status_code, body)
        found = re.findall(rb'(?:href|src|<loc>http://testserver)="?(/[^"#<]*)', body)
        waiting += [each.decode() for each in found if not each.startswith(b"/static")]
    return answers


def leaks(answers, piece):
    """Addresses that tell anything: a word of it, its address, its picture."""
    said = (WORD, "Vesna", piece.article.slug)
    return {
        address
        for address, (status, body) in answers.items()
        if (b"RIFF" in body[:8] and "webp" in address)
        or (status == 200 and any(word in _without_question(body) for word in said))
    }


def _without_question(body):
    """What was asked stands in the search field itself, and tells nothing."""
    said = body.decode(errors="replace")
    return re.sub(r"(?:value|title)=\"[^\"]*\"|“[^”]*”|<title>[^<]*</title>", "", said)


@pytest.mark.django_db
def test_before_its_hour_nothing_of_it_is_anywhere_and_at_it_everything(stores):
    editor = make_editor()
    hour = NOON + dt.timedelta(days=1)
    with time_machine.travel(NOON, tick=False):
        make_article("Out already")
        piece = secret_piece(editor, hour)
        stranger = User.objects.create_user("sam@example.org", name="Sam")
        signed_in = Client()
        signed_in.force_login(stranger)
        make_article("Other", section=piece.section)
    clients = (Client(), signed_in)

    with time_machine.travel(hour - dt.timedelta(seconds=1), tick=False):
        before = [leaks(crawl(client, piece), piece) for client in clients]
    with time_machine.travel(hour, tick=False):
        out = leaks(crawl(Client(), piece), piece)

    assert before == [set(), set()]
    author = Author.objects.get(name="Vesna Embargo")
    assert out >= {
        *("/", "/feed.rss", "/feed.atom", "/sitemap.xml", "/section/river/"),
        f"/search/?q={WORD}",
        f"/author/{author.slug}/",
        f"/{piece.article.published_on:%Y/%m}/",
        piece.article.get_absolute_url(),
        f"/media/pictures/{piece.picture.uuid}.webp",
        author.portrait.url,
    }


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(1, 300)),
        st.tuples(st.just("set"), st.integers(1, 300)),
        st.tuples(st.just("pull"), st.just(0)),
        st.tuples(st.just("wait"), st.integers(1, 120)),
    ),
    min_size=1,
    max_size=8,
)


class AnyWay(TestCase):
    """Whatever is set, moved, pulled, waited for: its hour alone lets it out."""

    @settings(max_examples=12, deadline=None)
    @given(MOVES)
    def test_readers_have_it_exactly_from_its_hour_on(self, moves):
        editor, now = make_editor(), NOON
        with time_machine.travel(now, tick=False):
            piece = make_submission(Status.ACCEPTED, headline=WORD, editor=editor)
            sign_as_author(piece)
        promised = None
        for what, hours in moves:
            with time_machine.travel(now, tick=False):
                hour = now + dt.timedelta(hours=hours)
                is_out = promised is not None and promised <= now
                if what == "set" and promised is None:
                    perform(piece, Action.CLEAR, by=editor, details=Details(hour=hour))
                    promised = hour
                elif what == "move" and is_out:
                    with pytest.raises(schedule.Refused):
                        schedule.move(piece, hour, by=editor)
                elif what == "move":
                    schedule.move(piece, hour, by=editor)
                    promised = hour if promised else None
                elif what == "pull" and promised and not is_out:
                    perform(piece, Action.PULL, by=editor)
                    promised = None
            now += dt.timedelta(hours=hours) if what == "wait" else dt.timedelta()
            for at in filter(None, (now, promised and promised - ONE, promised)):
                with time_machine.travel(at, tick=False):
                    self.seen_is(promised is not None and promised <= at)

    def seen_is(self, is_out):
        found = Client().get(f"/search/?q={WORD}").content.decode()
        front = Client().get("/").content.decode()
        count = Article.objects.published().count()
        assert (WORD in front, "1 column" in found, count) == (
            is_out,
            is_out,
            int(is_out),
        )


ONE = dt.timedelta(seconds=1)


@pytest.mark.django_db
def test_a_preview_and_a_feed_open_only_to_their_own_keys(client):
    omar = staff("Omar", "editor")
    with time_machine.travel(NOON, tick=False):
        piece = secret_piece(omar, NOON + dt.timedelta(days=1))
        made = previews.make(piece, "Dr Sok Rith", by=omar)
        feed = schedule.new_address(omar)

        read = client.post(made.address).content.decode()
        told = client.get(feed).content.decode()
        wrong = [
            client.post(made.address[:-2] + "x/").status_code,
            client.get(feed.replace(".ics", "x.ics")).status_code,
        ]

    assert WORD in read
    assert WORD in told
    assert wrong == [404, 404]
