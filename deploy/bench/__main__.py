"""Measures the newsroom on a throw-away database: ``make bench``.

Each line stands beside its limit, and it fails when one is broken. Times are of this
machine at this moment; the ratios and the numbers of queries are what to compare. Each
page is asked in turn with a fixed body of the same length from the same kind of
server, so that a busy moment meets both.
"""

from __future__ import annotations

import itertools
import os
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from deploy import make
from deploy.bench import measure
from deploy.bench.word_file import word_file

if TYPE_CHECKING:
    from deploy.bench.corpus import Corpus

ROUNDS = 300  # pairs of requests a page
BATCHES, BATCH = 20, 50  # requests whose processor time is counted
SIZES = (1, 20, 200)
PIECES, OPEN = 10_000, 200
MARKS = 205  # fingerprints of a column of 900 words
BOARD = 17  # queries, whatever it holds
MEGABYTES = 150  # of each process

_broken: list[str] = []  # the lines over their limit


def main() -> None:
    folder = tempfile.mkdtemp(prefix="newsroom-bench-")
    port = _free_port()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATA_DIR": folder,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "ERROR",
        "EMBEDDED_WORKER": "0",
    }
    try:
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        settings.ALLOWED_HOSTS.append("testserver")
        _measure(port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if _broken:
        raise SystemExit(f"newsroom: over their limits: {'; '.join(_broken)}.")
    print("\nEvery line is within its limit.")


def _measure(port: int) -> None:
    from deploy.bench.corpus import Corpus  # noqa: PLC0415 -- app ready

    corpus = Corpus()
    _say("Database", settings.DATABASES["default"]["ENGINE"].rpartition(".")[2])
    _rendering(corpus.text(1200))
    _word_file()
    _autosave(corpus)
    _redline(corpus.text(1200))
    column = _queries(corpus)
    _board(corpus)
    _same_piece(corpus)
    _looks_on_save(corpus)
    _pile(corpus)
    with (
        _server("newsroom.wsgi:application", port) as paper,
        _server("deploy.bench.fixed:application", _free_port()) as floor,
    ):
        pages = {"column": column, "front": "/", "search": "/search/?q=river+border"}
        print("\nThrough the server, in turn with a fixed body of the same length")
        for name, address in pages.items():
            _page(name, address, paper, floor)
        sizes = measure.megabytes(paper[0])
        said = " + ".join(f"{size:.0f}" for size in sizes)
        holds = all(size <= MEGABYTES for size in sizes)
        what = "memory, MB: granian + our process"
        _say(what, said, f"≤ {MEGABYTES} each", holds=holds)


def _rendering(text: str) -> None:
    from articles import markup  # noqa: PLC0415 -- app ready

    took = measure.milliseconds(lambda: markup.render(text, doc_id="b"))
    _say(f"rendering {markup.word_count(text)} words of Markdown", f"{took:.1f} ms")


def _word_file() -> None:
    """A Word file brought by its writer: looked into, converted, cleaned."""
    from articles import markup  # noqa: PLC0415 -- app ready
    from editorial import word  # noqa: PLC0415 -- app ready

    data = word_file(1500)
    text = word.from_docx(data).markdown
    took = measure.milliseconds(lambda: word.from_docx(data), times=10)
    shown = measure.milliseconds(lambda: markup.render(text, doc_id="b"))
    what = f"bringing {markup.word_count(text):,} words from a .docx"
    _time(what, took, 1000, f"{took / shown:.0f} × rendering them")


def _autosave(corpus: Corpus) -> None:
    """What a script asks every few seconds while somebody types 1,200 words."""
    from django.db import connection  # noqa: PLC0415 -- app ready
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- app ready

    from editorial import drafts  # noqa: PLC0415 -- app ready

    piece = drafts.begin(corpus.editor)
    bare = drafts.begin(corpus.editor)
    writer, text = Client(), corpus.text(1200)
    writer.force_login(corpus.editor)

    def save(version: int) -> None:
        said = {"typed": {"body": f"{text} {version}"}, "version": version}
        said["window"] = "bench-window"
        answer = writer.post(
            f"/contribute/{piece.pk}/save/", said, content_type="application/json"
        )
        if answer.status_code != 200:
            raise SystemExit(f"newsroom: a save answered {answer.status_code}.")

    def write_only(version: int) -> None:
        drafts.save(bare, {"body": f"{text} {version}"}, version=version)

    saves, writes = itertools.count(), itertools.count()
    with CaptureQueriesContext(connection) as asked:
        save(next(saves))
    queries = [query["sql"] for query in asked]
    rows = sum(not each.startswith("SELECT") for each in queries)
    whole = measure.milliseconds(lambda: save(next(saves)), times=100)
    row = measure.milliseconds(lambda: write_only(next(writes)), times=100)
    print("\nAutosave of 1,200 words, without a server")
    _time("median", whole, 100, f"{whole / row:.1f} × the row alone")
    said = f"{rows} of {len(queries)}"
    _say("rows written, of so many queries", said, "1", holds=rows == 1)


def _redline(text: str) -> None:
    """Every tenth word another one, as the redline and as an author's changes."""
    from articles import redline  # noqa: PLC0415 -- app ready
    from editorial import changes  # noqa: PLC0415 -- app ready

    words = text.split(" ")
    edited = " ".join(
        f"mended{place}" if place % 10 == 5 else word
        for place, word in enumerate(words)
    )
    before, after = {"body": text}, {"body": edited}
    took = measure.milliseconds(lambda: redline.compare(text, edited))
    _time(f"redline of a tenth of {len(words)} words", took, 50)
    took = measure.milliseconds(lambda: changes.between(before, after))
    found = len(changes.between(before, after))
    _time(f"the same as {found} changes to answer", took, 50)


def _queries(corpus: Corpus) -> str:
    """Prints queries a page at each size; returns the address of a column."""
    print("\nQueries a page, at " + ", ".join(map(str, SIZES)) + " rows")
    counted: dict[str, list[int]] = {}
    reader, desk = Client(), Client()
    desk.force_login(corpus.editor)
    for size in SIZES:
        corpus.publish_up_to(size)
        corpus.send_up_to(size)
        for name, address in _pages().items():
            counted.setdefault(name, []).append(measure.queries(reader, address))
        counted.setdefault("board", []).append(measure.queries(desk, "/admin/"))
    limits = {"column": 8, "board": BOARD}
    for name, numbers in counted.items():
        most = limits.get(name, max(numbers))
        limit = f"constant, ≤ {most}" if name in limits else "constant"
        holds = len(set(numbers)) == 1 and max(numbers) <= most
        _say(name, ", ".join(map(str, numbers)), limit, holds=holds)
    return _pages()["column"]


def _pages() -> dict[str, str]:
    from articles.models import Article  # noqa: PLC0415 -- app ready
    from authors.models import Author  # noqa: PLC0415 -- app ready

    newest = Article.objects.published().newest_first()[0]
    author = Author.objects.get(bylines__edition=newest.edition_id)
    return {
        "column": newest.get_absolute_url(),
        "front": "/",
        "section": newest.section.get_absolute_url(),
        "author": author.get_absolute_url(),
        "month": f"/{newest.published_on:%Y/%m}/",
        "search": "/search/?q=river",
        "feed": "/feed.rss",
        "sitemap": "/sitemap.xml",
    }


def _board(corpus: Corpus) -> None:
    corpus.send_up_to(PIECES)
    desk = Client()
    desk.force_login(corpus.editor)
    print(f"\nThe board with {PIECES:,} pieces, nine in ten of them open")
    asked = measure.queries(desk, "/admin/")
    _say("queries", str(asked), f"≤ {BOARD}", holds=asked <= BOARD)
    took = measure.milliseconds(lambda: desk.get("/admin/"), times=20)
    _time("median, without a server", took, 100)


def _same_piece(corpus: Corpus) -> None:
    """One column of 1,200 words against the fingerprints of all that we have, of which
    two share a passage with it; beside reading its own words alone."""
    from editorial import echoes, winnowing  # noqa: PLC0415 -- app ready
    from editorial.models import Shingle  # noqa: PLC0415 -- app ready

    piece, copies = corpus.know_all(MARKS)
    rows = Shingle.objects.count()
    print(f"\nSame piece? Against {PIECES:,} texts, {rows:,} fingerprints")
    if {match.submission for match in echoes.matches(piece)} != set(copies):
        raise SystemExit("newsroom: the same piece was not found.")
    text = piece.latest.body if piece.latest else ""
    took = measure.milliseconds(lambda: echoes.matches(piece))
    own = measure.milliseconds(lambda: winnowing.marks(winnowing.read(text)))
    _time("look-up", took, 50, f"{took / own:.1f} × reading it alone")


def _looks_on_save(corpus: Corpus) -> None:
    """What one save at the desk looks through anew: the interests of its authors that
    the text names, and the whole of house style with spelling and grammar."""
    from django.core.cache import cache  # noqa: PLC0415 -- app ready

    from editorial import interests, style  # noqa: PLC0415 -- app ready

    piece = corpus.with_interests(1200)

    def look() -> None:
        cache.clear()  # a report of the same words would be found there
        interests.found(piece)
        style.report_on(piece)

    if not interests.found(piece):
        raise SystemExit("newsroom: the interests were not found.")
    took = measure.milliseconds(look, times=10)
    own = measure.milliseconds(lambda: interests.found(piece), times=10)
    print("\nOne save of 1,200 words, looked through")
    _time("interests and house style together", took, 300, f"interests {own:.1f}")


def _pile(corpus: Corpus) -> None:
    """A morning at the desk: two hundred open among ten thousand."""
    from editorial import rules  # noqa: PLC0415 -- app ready
    from editorial.desk import kept  # noqa: PLC0415 -- app ready
    from editorial.models import SavedFilter  # noqa: PLC0415 -- app ready

    unanswered = corpus.end_all_but(OPEN)
    desk, user = Client(), corpus.editor
    desk.force_login(user)
    wanted = [{"section": str(section.pk)} for section in corpus.sections]
    wanted += [{"tier": "2"}, {"first": "yes"}, {"holder": "me"}, {"q": "river"}]
    for asks in wanted[: kept.MOST]:
        SavedFilter.objects.create(user=user, name=str(asks), asks=asks)

    def rows() -> None:
        pieces = rules.desk_submissions(user).on_the_desk()
        list(pieces.most_urgent_first().for_board())

    alone = measure.milliseconds(rows, times=20)
    first = unanswered[0]
    pages = {
        "board": "/admin/?form=board",
        "table, by words": "/admin/?form=table&sort=words",
        "reading, the whole page": f"/admin/desk/{first}/read/",
        "reading, only the pane": f"/admin/desk/{first}/read/?part=pane",
    }
    print(f"\nThe pile: {OPEN} open among {PIECES:,}, {kept.MOST} kept filters")
    for name, address in pages.items():
        asked = measure.queries(desk, address)
        took = measure.milliseconds(partial(desk.get, address), times=20)
        said = f"{took / alone:.1f} × its rows alone, {asked} queries"
        _time(name, took, 60, said)
        if asked > BOARD:
            _broken.append(f"{name}: {asked} queries")
    left = iter(unanswered)
    took = measure.milliseconds(lambda: _pass(desk, next(left)), times=20)
    said = f"{took / alone:.1f} × the rows alone"
    _time("passing: its letter, then the second p", took, 150, said)


def _pass(desk: Client, pk: int) -> None:
    """What two keystrokes ask of the server, without the board that comes after."""
    letter = desk.get(f"/admin/desk/{pk}/pass/?part=letter").content.decode()
    said = dict(re.findall(r'name="(seen|shown|template)" value="([^"]*)"', letter))
    answer = desk.post(f"/admin/desk/{pk}/pass/", said)
    if answer.status_code != 302:
        raise SystemExit(f"newsroom: a pass answered {answer.status_code}.")


def _page(
    name: str, address: str, paper: tuple[int, int], floor: tuple[int, int]
) -> None:
    ours, fixed = measure.Link(paper[1]), measure.Link(floor[1])
    _, length = ours.get(address)
    pairs = [(ours.get(address)[0], fixed.get(f"/{length}")[0]) for _ in range(ROUNDS)]
    page, body = (1000 * statistics.median(side) for side in zip(*pairs, strict=True))
    spent = min(_processor(ours, address, paper[0]) for _ in range(BATCHES))
    most = {"column": 6, "search": 10}.get(name)
    _say(
        f"{name} ({length / 1024:.0f} KB)",
        f"{page:.1f} ms, {page / body:.1f} × the fixed body ({body:.2f} ms), "
        f"{spent:.1f} ms of processor",
        f"≤ {most} ms of processor" if most else "",
        holds=most is None or spent <= most,
    )


def _processor(link: measure.Link, address: str, pid: int) -> float:
    """Milliseconds of processor a request. Neighbours can only add to it, which is
    why the calmest of several batches counts."""
    before = measure.processor_seconds(pid)
    for _ in range(BATCH):
        link.get(address)
    return 1000 * (measure.processor_seconds(pid) - before) / BATCH


@contextmanager
def _server(application: str, port: int) -> Iterator[tuple[int, int]]:
    """A granian as the paper runs it: its process and port."""
    command = make.server_command("127.0.0.1", port)
    command[command.index("newsroom.wsgi:application")] = application
    command[0] = sys.executable
    process = subprocess.Popen(command, cwd=make.ROOT)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _time(what: str, took: float, most: int, beside: str = "") -> None:
    """A median in milliseconds that has to stay under a limit."""
    said = f"{took:.1f} ms{beside and f', {beside}'}"
    _say(what, said, f"< {most:,} ms", holds=took < most)


def _say(what: str, value: str, limit: str = "", *, holds: bool = True) -> None:
    said = f"   [{limit}]" if limit else ""
    print(f"  {what:<38} {value}{said}{'' if holds else '   BROKEN'}", flush=True)
    if not holds:
        _broken.append(what)


if __name__ == "__main__":
    main()
