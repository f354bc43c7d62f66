"""How other desks were burnt by words that came from elsewhere, and the check that
would have lit up (domain.md, 5.2)."""

from __future__ import annotations

import io
import random

import pytest

from editorial import drafts, echoes, files, keeping, origins
from editorial.declarations import HELP, Answer
from editorial.models import IN_HAND, KnownText, Purpose, Status, Submission
from tests.factories import (
    make_article,
    make_author,
    make_contributor,
    make_piece,
    make_submission,
)
from tests.papers import docx, with_parts

pytestmark = pytest.mark.django_db

_DICE = random.Random(12)
WORDS = ["".join(_DICE.choices("abdegiklmnoprstu", k=7)) for _ in range(4000)]


def prose(seed, words=300):
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def nobody_helped():
    return [Answer(question, "Nobody") for question in HELP]


def bring(piece, **said):
    rows = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    data = with_parts(
        docx("The text."),
        {
            "docProps/core.xml": f"<coreProperties>{rows}</coreProperties>",
            "docProps/app.xml": f"<Properties>{rows}</Properties>",
        },
    )
    origins.note(
        files.keep(
            piece,
            io.BytesIO(data),
            name="draft.docx",
            purpose=Purpose.ORIGINAL,
            by=piece.contributor,
        )
    )


def same(client, editor, piece):
    client.force_login(editor)
    return client.get(f"/admin/desk/{piece.pk}/same/").content.decode()


def test_vcu_the_president_s_column_drafted_by_the_developer_s_consultant():
    president = make_contributor("Michael Rao")
    piece = make_submission(contributor=president, answers=nobody_helped())
    bring(piece, creator="Jeff Kelley", Company="Kelley Public Affairs")

    lit = {signal.key: signal for signal in origins.signals(piece)}

    assert "“Jeff Kelley”" in lit["author"].found
    assert "“Nobody”" in lit["author"].differs_from
    assert "“Kelley Public Affairs”" in lit["firm"].found
    assert origins.flags(piece) == ["other-hand"]


def test_stat_the_doctor_s_column_written_by_a_pr_firm_and_edited_by_a_maker_s():
    doctor = make_contributor("Robert Yapundich")
    piece = make_submission(contributor=doctor, answers=nobody_helped())
    bring(
        piece, creator="R. Yapundich", lastModifiedBy="Ann Keane", Company="CMI Comms"
    )

    assert {signal.key for signal in origins.signals(piece)} == {
        "last-modified-by",
        "firm",
    }


def test_form_letters_the_same_text_under_many_names(client, omar, monkeypatch):
    monkeypatch.setattr(echoes, "COMMON", 3)  # no formula, however common
    letter = prose(1, 220)
    pieces = [
        make_submission(body=f"Dear editor, I am {name}. {letter}")
        for name in (prose(n, 2) for n in range(6))
    ]

    found = echoes.matches(pieces[0])

    assert len(found) == 5
    assert all(match.percent > 90 and not match.is_own for match in found)
    assert echoes.flags(pieces[0]) == ["same-text"]
    page = same(client, omar, pieces[0])
    assert f'href="/admin/desk/{pieces[5].pk}/"' in page
    assert Submission.objects.filter(status__in=IN_HAND).count() == 6


def test_badani_the_same_passages_under_the_names_of_several_experts(client, omar):
    lifted = prose(2, 60)
    first = make_submission(
        contributor=make_contributor("Raphael Badani"),
        body=f"{prose(3)}\n\n{lifted}\n\n{prose(4)}",
    )
    second = make_submission(
        Status.DECLINED,
        contributor=make_contributor("Lin Nguyen"),
        body=f"{prose(5)} {lifted}. {prose(6)}",
    )

    [match] = echoes.matches(first)

    assert match.submission == second
    assert [passage.ours for passage in match.shared.passages] == [lifted]
    assert match.percent == 9
    page = same(client, omar, first)
    assert "<b>Lin Nguyen</b>, declined on" in page
    assert page.count(lifted) == 2


def test_a_past_decline_is_known_by_its_fingerprints_when_its_words_are_gone(
    client, omar
):
    text = prose(8)
    old = make_submission(Status.DECLINED, body=text, headline="Secret")
    keeping.purge(old, by=None)
    piece = make_submission(body=text)

    [match] = echoes.matches(piece)

    assert match.is_deleted
    assert match.percent == 100
    page = same(client, omar, piece)
    assert "Declined on" in page
    assert "Its words have been deleted" in page
    assert "Secret" not in page


def test_the_archive_is_known_too_also_what_never_came_through_the_desk(client, omar):
    lifted = prose(9, 80)
    article = make_article("The archive’s own", body=f"{prose(10)} {lifted}")
    assert echoes.know_more() == 1
    piece = make_submission(body=f"{lifted} {prose(11)}")

    [match] = echoes.matches(piece)

    assert match.article == article
    assert "The archive’s own" in same(client, omar, piece)
    assert echoes.know_more() == 0


def test_a_contributor_s_own_earlier_work_stands_apart(client, omar):
    writer = make_contributor()
    author = writer.author
    printed = make_article("Printed", body=prose(12), authors=[author])
    echoes.know_column(printed)
    sent = make_submission(Status.DECLINED, contributor=writer, body=prose(13))
    piece = make_submission(contributor=writer, body=f"{prose(12)} {prose(13)}")

    found = echoes.matches(piece)

    assert {match.submission or match.article for match in found} == {printed, sent}
    assert all(match.is_own for match in found)
    assert echoes.flags(piece) == []
    assert "Their own earlier columns" in same(client, omar, piece)


def test_an_earlier_version_of_the_same_piece_is_no_match():
    piece = make_submission(Status.REVISING, body=prose(14))
    again = make_piece(section=piece.section, body=f"{prose(14)} {prose(15, 40)}")

    drafts.send(piece, again, by=piece.contributor)

    assert echoes.matches(piece) == []
    assert KnownText.objects.count() == 1
    assert echoes.matches(make_submission(body=prose(15, 40)))[0].submission == piece


def test_a_formula_of_many_columns_is_nobody_s_own(monkeypatch):
    formula = prose(16, 18)
    for n in range(4):
        make_submission(body=f"{prose(100 + n, 60)}\n\n{formula}")
    piece = make_submission(body=f"{prose(99, 60)}\n\n{formula}")
    rare = len(echoes.matches(piece))
    monkeypatch.setattr(echoes, "COMMON", 4)

    common = echoes.matches(piece)

    assert rare == 4
    assert common == []


def test_an_editor_s_own_piece_is_counted_and_not_named(client, omar):
    make_author(user=omar)
    make_submission(contributor=omar, body=prose(17), headline="The editor’s own")
    piece = make_submission(body=prose(17))

    page = same(client, omar, piece)

    assert "1 more text shares passages with it, and is not yours to open" in page
    assert "The editor’s own" not in page


def test_looking_costs_the_same_for_one_match_and_for_three(
    django_assert_num_queries,
):
    piece = make_submission(body=prose(18))
    make_submission(body=prose(18))
    with django_assert_num_queries(7):
        echoes.matches(Submission.objects.select_related("latest").get(pk=piece.pk))
    make_submission(body=prose(18))
    make_submission(body=prose(18))

    with django_assert_num_queries(7):
        echoes.matches(Submission.objects.select_related("latest").get(pk=piece.pk))
