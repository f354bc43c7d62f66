"""Comments on the words of a piece: beside them, through edits, at the desk only."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import blocks, margin, mentions, revisions, talk
from editorial.models import (
    Action,
    Comment,
    DigestItem,
    LastRead,
    Letter,
    Mention,
    Note,
    Status,
)
from tests.factories import make_author, make_editor, make_submission

pytestmark = pytest.mark.django_db

BODY = "Sand is *not* a mineral. It moves.\n\nThe **river** took it, they said."


@pytest.fixture
def piece(omar):
    return make_submission(Status.ACCEPTED, editor=omar, body=BODY)


@pytest.fixture
def desk(client, omar):
    client.force_login(omar)
    return client


def url(piece, part=""):
    return f"/admin/desk/{piece.pk}/{part}"


def say(client, piece, text="Is it?", quote="", paragraph=0, **more):
    typed = {"paragraph": paragraph, "revision": 1, "quote": quote, "text": text}
    return client.post(url(piece, "comments/"), typed | more)


def threads(piece):
    piece.refresh_from_db()
    return margin.beside(piece, blocks.cut(piece.latest.body_html)).threads


def test_selected_words_are_marked_across_their_tags_with_what_is_said(desk, piece):
    answer = say(desk, piece, quote="is not a", at=5)

    kept = Comment.objects.get()
    assert answer["Location"] == url(piece, f"?view=readers#said-{kept.pk}")
    assert (kept.quote, kept.before, kept.after[:8]) == ("is not a", "Sand", "mineral.")
    page = desk.get(url(piece), {"view": "readers"}).content.decode()
    mark = f'<mark class="said" data-at="{kept.pk}">'
    assert f"Sand {mark}is </mark><em>{mark}not</mark></em>{mark} a</mark>" in page
    assert f'id="said-{kept.pk}"' in page
    assert piece.acts.filter(action=Action.COMMENT).count() == 1


def test_without_words_it_is_about_the_paragraph_and_a_double_click_says_it_once(
    desk, piece
):
    say(desk, piece, paragraph=1)
    say(desk, piece, paragraph=1)

    kept = Comment.objects.get()
    assert kept.quote == "The river took it, they said."
    [thread] = threads(piece)
    assert thread.place.passage == 1


def test_a_comment_follows_its_words_or_says_that_they_are_gone(desk, piece, omar):
    say(desk, piece, "Moves where?", quote="It moves.")
    say(desk, piece, "Which river?", quote="river", paragraph=1)
    later = "A new start.\n\nIt moves. Sand is a mineral."
    revisions.save(piece, {"body": later}, by=omar, base=1)

    moved, gone = threads(piece)

    assert (moved.place.passage, moved.place.words, moved.is_gone) == (
        *(1, "It moves"),
        False,
    )
    assert gone.is_gone
    page = desk.get(url(piece), {"view": "readers"}).content.decode()
    assert "Its text is gone." in page
    assert "<q>river</q>" in page


def test_a_comment_on_the_text_before_a_save_is_kept(desk, piece, edith):
    revisions.save(piece, {"body": "All is new here."}, by=edith, base=1)

    answer = say(desk, piece, "Which river?", quote="river", paragraph=1)

    kept = Comment.objects.get()
    assert answer.status_code == 302
    assert (kept.revision.number, kept.quote) == (1, "river")
    assert threads(piece)[0].is_gone


def test_answered_resolved_and_opened_again(desk, client, checker, piece):
    say(desk, piece, quote="river", paragraph=1)
    first = Comment.objects.get()
    client.force_login(checker)

    client.post(
        url(piece, f"comments/{first.pk}/"), {"do": "answer", "text": "The Tonle."}
    )
    client.post(url(piece, f"comments/{first.pk}/"), {"do": "resolve"})
    client.post(url(piece, f"comments/{first.pk}/"), {"do": "resolve"})

    [thread] = threads(piece)
    assert [each.text for each in thread.answers] == ["The Tonle."]
    assert (thread.is_open, thread.comment.resolved_by) == (False, checker)
    assert piece.acts.filter(data__did="resolved").count() == 1
    page = client.get(url(piece), {"view": "readers"}).content.decode()
    assert '<mark class="said"' not in page
    client.post(url(piece, f"comments/{first.pk}/"), {"do": "reopen"})
    assert threads(piece)[0].is_open


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"quote": "no such words"}, "These words do not stand in that paragraph."),
        ({"paragraph": 99}, "These words do not stand in that paragraph."),
        ({"text": "@Ines Duarte, is it so?"}, "@Ines Duarte cannot open this column"),
        ({"text": "Ask @Wanda Writes."}, "@Wanda Writes cannot open this column"),
        ({"text": "@Fay or @Omar?"}, "Several people here are called Fay."),
    ],
)
def test_what_cannot_be_kept_is_given_back_with_a_sentence(
    desk, piece, checker, typed, sentence
):
    make_editor("Fay Second")
    writing = make_editor("Wanda Writes")
    piece.bylines.create(author=make_author("Wanda Writes", user=writing), position=1)

    checker.name = "Fay First"
    checker.save()
    answer = say(desk, piece, **{"text": "Rare <b> words", **typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    said = typed.get("text", "Rare &lt;b&gt; words")
    assert f"{said}</textarea>" in page
    assert not Comment.objects.exists()
    assert not Mention.objects.exists()


def test_who_is_named_hears_of_it_once_and_sees_it_on_the_piece(
    desk, client, piece, checker, counsel
):
    counsel.mail_pace = "daily"
    counsel.save()

    say(desk, piece, "@Fay and @lea, and @Omar, and @Fay again; not a@Fay.example")
    say(desk, piece, "No @handle of ours")

    assert {each.user for each in Mention.objects.all()} == {checker, counsel}
    letter = Letter.objects.get(kind="desk-mentioned")
    assert letter.to == checker.email
    assert "again" not in letter.body
    assert DigestItem.objects.get(user=counsel).submission == piece
    client.force_login(checker)
    assert 'Mentions <b class="num">1</b>' in client.get("/admin/").content.decode()
    assert "Names you" in client.get(url(piece)).content.decode()
    assert not mentions.unseen(checker).exists()
    assert "Mentions <b" not in client.get("/admin/").content.decode()


def test_a_mention_is_seen_by_a_person_and_not_by_a_browser_fetching_ahead(
    desk, client, piece, checker
):
    say(desk, piece, "@Fay?")
    client.force_login(checker)

    client.head(url(piece))
    early = client.get(url(piece), headers={"Sec-Purpose": "prefetch;prerender"})
    assert "Names you" in early.content.decode()
    assert mentions.unseen(checker).count() == 1
    assert not LastRead.objects.filter(user=checker).exists()

    client.get(url(piece))
    assert not mentions.unseen(checker).exists()
    assert LastRead.objects.filter(user=checker).count() == 1


def test_a_note_clicked_twice_is_kept_once_and_tells_once(desk, piece, checker):
    for _ in range(2):
        desk.post(url(piece, "note/"), {"text": "@Fay,\r\nplease."})
    desk.post(url(piece, "note/"), {"text": "@Fay, now."})

    assert Note.objects.count() == 2
    assert Letter.objects.filter(kind="desk-mentioned").count() == 2


def test_a_note_names_people_too_and_refuses_a_stranger(desk, piece, checker, stranger):
    desk.post(url(piece, "note/"), {"text": "@Fay, please."})
    answer = desk.post(url(piece, "note/"), {"text": "@Sam Stranger, please."})

    assert Mention.objects.get().user == checker
    assert answer.status_code == 422
    assert "@Sam Stranger, please.</textarea>" in answer.content.decode()
    assert Note.objects.count() == 1


def test_everybody_at_the_desk_comments_and_an_author_cannot(
    client, piece, checker, counsel, copy_editor, ines
):
    writing = make_editor("Wanda Writes")
    piece.bylines.create(author=make_author("Wanda Writes", user=writing), position=1)
    answers = {}

    for person in (checker, counsel, copy_editor, writing, ines, piece.contributor):
        client.force_login(person)
        answers[person] = say(client, piece, f"From {person}").status_code

    assert list(answers.values()) == [302, 302, 302, 404, 403, 403]
    assert Comment.objects.count() == 3


def test_hostile_words_are_only_words(desk, piece, omar):
    hostile = '<script>alert(1)</script> "><img src=x> \u202e @@ @"><b>'

    answer = say(desk, piece, hostile, quote="river", paragraph=1)

    assert answer.status_code == 302
    for view in ("readers", "edit", "redline"):
        page = desk.get(url(piece), {"view": view}).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "\u202e" not in page


def test_nothing_of_it_is_on_a_page_of_the_author(client, desk, piece):
    say(desk, piece, "Utterly secret words", quote="river", paragraph=1)
    talk.note(piece, "A secret note", by=Comment.objects.get().by)
    client.force_login(piece.contributor)

    for part in ("", "proof/", "history/", "keep/"):
        page = client.get(f"/contribute/{piece.pk}/{part}").content.decode()
        assert "secret" not in page


def test_the_page_costs_the_same_with_one_comment_and_with_three(desk, piece):
    desk.get(url(piece))  # what they read first is marked, once
    costs = []

    for text in ("One", "Two", "Three"):
        say(desk, piece, text, quote="river", paragraph=1)
        with CaptureQueriesContext(connection) as asked:
            desk.get(url(piece), {"view": "readers"})
        costs.append(len(asked))

    assert len(set(costs)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "\n\n".join(f"It is so {n} a day in an old hut on" for n in range(2_500)),
        "ខ្មែរ" * 19_000,
        "a" * 99_000,
    ],
    ids=["many words", "Khmer without spaces", "one word"],
)
def test_a_very_long_piece_opens_with_its_comments(desk, omar, body):
    piece = make_submission(Status.ACCEPTED, editor=omar, body=body)
    say(desk, piece, "All of it?")
    revisions.save(piece, {"body": f"{body} b"}, by=omar, base=1)
    started = time.process_time()

    answer = desk.get(url(piece), {"view": "readers"})

    assert time.process_time() - started < 10  # linear: none of them runs away
    assert "All of it?" in answer.content.decode()
