"""Which published columns hold these words? One contract on both databases.

A question is words and "phrases" that must all be there, ``OR`` between two of
them, ``-`` before one that must not. Whatever a reader types is a question we can
ask or an empty one; none of it ever reaches the engine as syntax.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import checks
from django.db import connection, connections

from articles import markup
from articles.models import Article, Edition

PER_PAGE = 10
MOST_PAGES = 30
LONGEST_QUERY = 200  # characters
MOST_TERMS = 24
LONGEST_BODY = 300_000  # characters; PostgreSQL keeps no more than 1 MB of stems

# Around what was found, and for a sign that PostgreSQL would take for a tag. Text
# holds no controls of its own once it is read in.
_START, _END, _LESS_THAN = "\x02", "\x03", "\x01"
_ONE_PASSAGE = "MaxFragments=1, MinWords=12, MaxWords=28, ShortWord=0"
_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "")
_CONTROLS = dict.fromkeys([*range(32), *range(0x7F, 0xA0)], " ") | _OVERRIDES
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
# A word ends at a blank or a mark. Vowel signs are neither: Khmer keeps its words.
_WORD = re.compile(
    r"[^\s!-/:-@\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb-\u00bf\u2000-\u206f]+"
)
# Letters that SQLite does not take for their plain sisters, as unaccent does.
_SISTERS = str.maketrans("đĐłŁøØħĦıðÐ", "dDlLoOhHidD")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; ``is_hit`` where it is what was asked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A column, its headline and the passage that answers best (maybe none does)."""

    article: Article
    headline: list[Part]
    passage: list[Part]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of answers. ``query`` is what was really asked."""

    query: str
    hits: list[Hit]
    total: int
    page: int
    pages: int

    @property
    def earlier(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def later(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


@dataclass(frozen=True, slots=True)
class Question:
    """Phrases of plain words. Of every group in ``wanted`` one must be there."""

    wanted: Sequence[Sequence[str]]
    unwanted: Sequence[str]


def find(query: str, *, page: int = 1, at: dt.datetime | None = None) -> Found:
    """Published columns that answer ``query`` at the instant ``at``.

    Best first, then newest; ``PER_PAGE`` a page, at most ``MOST_PAGES``; for a page
    that is not there, the nearest. Never raises, whatever the words. Four queries.
    """
    query = clean(query)
    question = parse(query)
    ranked, total = _ranked(question, at) if question.wanted else ([], 0)
    pages = -(-len(ranked) // PER_PAGE)
    page = max(1, min(page, pages))
    hits = _hits(ranked[(page - 1) * PER_PAGE : page * PER_PAGE], question)
    return Found(query, hits, total, page, pages)


def index(article: Article) -> None:
    """Make the column's present edition findable; readers find it from its hour on."""
    edition = article.edition
    if edition is None:
        raise ValueError("A column without an edition has no words to find.")
    row = _row(edition)
    forget(article)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_search (rowid, {', '.join(row)})"  # noqa: S608 -- our names
            f" VALUES (%s{', %s' * len(row)})",
            [article.pk, *row.values()],
        )


def forget(article: Article) -> None:
    """Take the column out of the search; it need not be in there."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search WHERE rowid = %s", [article.pk])


def reindex(each: Callable[[int, int], None] | None = None) -> int:
    """Read every column in again, drop what is none any more; how many there are.

    ``each`` hears how many are done, of how many. Readers may search meanwhile.
    """
    columns = Article.objects.filter(edition__isnull=False)
    keys = list(columns.order_by("pk").values_list("pk", flat=True))
    for done, key in enumerate(keys, 1):
        index(columns.for_page().get(pk=key))
        if each:
            each(done, len(keys))
    kept, params = columns.order_by().values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM articles_search WHERE rowid NOT IN ({kept})",  # noqa: S608 -- our SQL
            params,
        )
    return len(keys)


def clean(query: str) -> str:
    """What is asked and shown: one line, without controls, not too long."""
    line = query[: 4 * LONGEST_QUERY].translate(_CONTROLS)
    return " ".join(line.split())[:LONGEST_QUERY].rstrip()


def parse(query: str) -> Question:
    """A reader's line as phrases, the same for both engines."""
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    joins = False
    straight = query.translate(str.maketrans("“”„«»", '"""""'))
    for minus, quoted, bare in _TERM.findall(straight)[:MOST_TERMS]:
        phrase = _phrase(quoted or bare)
        if bare == "OR" and not minus:
            joins = bool(wanted)
        elif phrase and minus:
            unwanted.append(phrase)
        elif phrase and joins:
            wanted[-1].append(phrase)
            joins = False
        elif phrase:
            wanted.append([phrase])
    return Question(wanted, unwanted)


def _phrase(text: str) -> str:
    words = _WORD.findall(text)
    return " ".join(word for word in words if any(map(str.isalnum, word)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in the words of one engine: pieces of SQL and what they bind."""

    source: str
    params: list[str]
    weight: str
    headline: str
    passage: str


def _ask(question: Question) -> _Asked:
    postgresql = connection.vendor == "postgresql"
    return _ask_postgresql(question) if postgresql else _ask_sqlite(question)


def _ask_sqlite(question: Question) -> _Asked:
    groups = " AND ".join(
        f"({' OR '.join(map(_quoted, group))})" for group in question.wanted
    )
    without = "".join(f" NOT {_quoted(phrase)}" for phrase in question.unwanted)
    return _Asked(
        source="articles_search(%s)",
        params=[f"({groups}){without}"],
        weight="-rank",
        headline="highlight(articles_search, 0, char(2), char(3))",
        passage="snippet(articles_search, 3, char(2), char(3), '', 28)",
    )


def _quoted(phrase: str) -> str:
    plain = phrase.translate(_SISTERS)
    return f'"{phrase}"' if plain == phrase else f'("{phrase}" OR "{plain}")'


def _ask_postgresql(question: Question) -> _Asked:
    phrase = "phraseto_tsquery('newsroom_english', %s)"
    groups = [f"({' || '.join([phrase] * len(group))})" for group in question.wanted]
    query = " && ".join(groups) + f" && !!{phrase}" * len(question.unwanted)
    phrases = [phrase for group in question.wanted for phrase in group]
    mark = (
        "ts_headline('newsroom_english', translate({}, '<', '" + _LESS_THAN + "'),"
        f" query, 'StartSel={_START}, StopSel={_END}, {{}}')"
    )
    return _Asked(
        source=f"articles_search JOIN (SELECT {query} query) asked ON words @@ query",
        params=[*phrases, *question.unwanted],
        weight="ts_rank_cd(words, query, 1)",
        headline=mark.format("headline", "HighlightAll=true"),
        passage=mark.format("body", _ONE_PASSAGE),
    )


def _ranked(question: Question, at: dt.datetime | None) -> tuple[list[int], int]:
    """The numbers of the columns that answer, best first, and how many do in all."""
    asked = _ask(question)
    columns = Article.objects.published(at).order_by().values("id", "publish_at")
    published, hour = columns.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS (SELECT id, publish_at, {asked.weight} AS weight"  # noqa: S608 -- our SQL
            f" FROM {asked.source} JOIN ({published}) out"
            " ON out.id = articles_search.rowid)"
            " SELECT id, (SELECT COUNT(*) FROM found) FROM found"
            f" ORDER BY weight DESC, publish_at DESC LIMIT {PER_PAGE * MOST_PAGES}",
            [*asked.params, *hour],
        )
        rows = cursor.fetchall()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _hits(keys: Sequence[int], question: Question) -> list[Hit]:
    if not keys:
        return []
    asked = _ask(question)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT articles_search.rowid,"  # noqa: S608 -- our SQL
            f" {asked.headline}, {asked.passage} FROM {asked.source}"
            f" WHERE articles_search.rowid IN (%s{', %s' * (len(keys) - 1)})",
            [*asked.params, *keys],
        )
        marked = {key: (headline, body) for key, headline, body in cursor.fetchall()}
    articles = Article.objects.for_listing().in_bulk(keys)
    return [
        Hit(articles[key], _parts(marked[key][0]), _passage(marked[key][1]))
        for key in keys
    ]


def _passage(text: str) -> list[Part]:
    return _parts(f"… {text.strip()} …") if _START in text else []


def _parts(text: str) -> list[Part]:
    """A marked text as the stretches a template prints, each escaped as it goes."""
    pieces = re.split(f"[{_START}{_END}]", text.replace(_LESS_THAN, "<"))
    return [Part(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece]


def _row(edition: Edition) -> dict[str, str]:
    row = {
        "headline": _plain(edition.headline),
        "standfirst": _plain(edition.standfirst),
        "names": _plain(
            " ".join(f"{b.name} {b.name_own_script}" for b in edition.bylines.all())
        ),
        "body": _plain(markup.plain(edition.body))[:LONGEST_BODY],
    }
    if connection.vendor == "sqlite":
        whole = " ".join(row.values())
        plain = whole.translate(_SISTERS)
        row["otherwise"] = "" if plain == whole else plain
    return row


def _plain(text: str) -> str:
    return " ".join(text.translate(_CONTROLS).split())


def check_server(
    *, databases: Sequence[str] | None = None, **asked: Any
) -> list[checks.CheckMessage]:
    """Said before any table is made on a PostgreSQL that cannot keep the search."""
    return [
        checks.Error(
            "PostgreSQL here has no extension unaccent, which the search needs.",
            hint="Install PostgreSQL’s “contrib” package on its server.",
            id="articles.E001",
        )
        for alias in databases or ()
        if connections[alias].vendor == "postgresql" and not _knows_unaccent(alias)
    ]


def _knows_unaccent(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_available_extensions WHERE name = %s", ["unaccent"]
        )
        return cursor.fetchone() is not None
