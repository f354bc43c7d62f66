"""Every address of the newsroom, asked by every kind of person, over the demo."""

import re
from itertools import product

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver

from articles.models import Article, Picture, Section
from authors.models import Author, User
from editorial.models import Letter, Status, Submission

PEOPLE = {
    "a passer-by": "",
    "a contributor": "prak.sereyvuth@example.org",
    "an editor": "malis.keo@example.org",
    "a fact-checker": "sokha.em@example.org",
}
TOO_LARGE = "9" * 30
# The stages at which most can be sent to a piece; an editor looks at all of them.
TAKING = (Status.DRAFT, Status.SUBMITTED, Status.ACCEPTED)
# What reading may leave behind: who is signed in, what is counted or kept ready, who
# looked at what is private, and which text somebody has seen.
KEPT_APART = (
    *("django_session", "newsroom_cache"),
    *("editorial_look", "editorial_lookhead", "editorial_lastread"),
)
WRITES = re.compile(
    r'^(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM|REPLACE INTO) "?(\w+)', re.I
)

pytestmark = pytest.mark.usefixtures("told", "db")


def patterns(entries, prefix=""):
    for entry in entries:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, here)
        elif "(?P" not in here:
            yield here


def one_at_each(statuses):
    """A piece at every stage, the contributor's own first."""
    own = Submission.objects.order_by("contributor__email", "pk")
    return [own.filter(status=status)[0].pk for status in statuses]


def values(pattern, name, statuses):
    """What may stand in one variable part of an address."""
    article = Article.objects.published().newest_first()[0]
    if "editorial/letter/" in pattern and name == "pk":
        return [Letter.objects.first().pk, TOO_LARGE]
    if name == "slug":
        model = Section if "section/" in pattern else Author
        slug = article.slug if "<mm:" in pattern else model.objects.first().slug
        return [slug, "nobody-and-nothing"]
    if name == "object_id":
        model = (
            apps.get_model(*pattern.split("/")[1:3])
            if "admin/r/" not in pattern
            else User
        )
        first = model.objects.first()
        return [first.pk if first else 1, TOO_LARGE, "nothing"]
    return {
        "pk": [*one_at_each(statuses), TOO_LARGE],
        "picture_pk": [Picture.objects.first().pk],
        "name": ["accept", "clear", "nothing"],
        "uuid": [Picture.objects.first().uuid, "0" * 8 + "-0000" * 3 + "-" + "0" * 12],
        "key": ["x" * 43],
        "year": [f"{article.publish_at:%Y}"],
        "month": [f"{article.publish_at:%m}"],
        "form": ["rss", "atom"],
        "content_type_id": [1],
        "service": ["postmark", "nobody"],
    }.get(name, [1, TOO_LARGE])


def addresses(statuses=tuple(Status)):
    """All of them, before anything that is sent can change what they are made of."""
    return list(filled(statuses))


def filled(statuses):
    for pattern in patterns(get_resolver().url_patterns):
        names = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
        template = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)
        for chosen in product(*(values(pattern, name, statuses) for name in names)):
            yield "/" + template.format(**dict(zip(names, chosen, strict=True)))


def browser_of(person):
    client = Client(raise_request_exception=False)
    if PEOPLE[person]:
        client.force_login(User.objects.get(email=PEOPLE[person]))
    return client


@pytest.mark.parametrize("person", PEOPLE)
def test_looking_never_breaks_and_never_writes(person):
    client, broken, written = browser_of(person), [], []
    stages = TAKING if person == "a fact-checker" else tuple(Status)

    for address in addresses(stages):
        connection.queries_log.clear()  # it holds 9,000, and a desk has many pages
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
            answer.getvalue()  # a file is open until it has been read
        if answer.status_code >= 500:
            broken.append(f"{address}: {answer.status_code}")
        tables = {found[1] for q in asked if (found := WRITES.match(q["sql"]))}
        if tables - set(KEPT_APART):
            written.append(f"{address}: {sorted(tables)}")

    assert (broken, written) == ([], [])


NO_NUMBERS = {
    "pk": "x",
    "base": "x",
    "version": "-1",
    "hour": "25:99",
    "section": "0",
}
NO_TEXT = dict.fromkeys(["body", "headline", "text", "email", "q"], "\x00\u202e\ud83d")


@pytest.mark.parametrize(
    ("person", "nonsense"),
    [
        ("a passer-by", NO_NUMBERS | NO_TEXT),
        ("a contributor", {}),
        ("a contributor", NO_NUMBERS | NO_TEXT),
        ("an editor", {}),
        ("an editor", NO_NUMBERS | NO_TEXT),
    ],
)
def test_sending_nonsense_never_breaks(person, nonsense):
    client, broken = browser_of(person), []
    sent = {k: v.encode("utf-8", "surrogatepass") for k, v in nonsense.items()}

    for address in addresses(TAKING):
        answer = client.post(address, sent)
        answer.getvalue()  # a file is open until it has been read
        if answer.status_code >= 500:
            broken.append(f"{address}: {answer.status_code}")

    assert broken == []


@pytest.mark.parametrize(
    "query",
    [
        "page=99999999999999999999",
        "page=-1&q=x",
        "q=%00",
        "q=%ff%fe",
        "o=9.-9&p=x",
        "e=1",
    ],
)
@pytest.mark.parametrize("person", ["a passer-by", "an editor"])
def test_odd_questions_never_break(person, query):
    client, broken = browser_of(person), []
    plain = [p for p in patterns(get_resolver().url_patterns) if "<" not in p]

    for address in plain:
        answer = client.get(f"/{address}?{query}")
        if answer.status_code >= 500:
            broken.append(f"/{address}?{query}: {answer.status_code}")

    assert broken == []
