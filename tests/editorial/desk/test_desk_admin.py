"""The admin's own lists: who may see, add, change; what stays on record."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition, Picture, Section
from authors.models import Affiliation, Author, Interest, Role, User
from editorial import access, outbox
from editorial.desk.piece import CALLED
from editorial.models import (
    Act,
    Format,
    Holiday,
    House,
    Incoming,
    IncomingState,
    Letter,
    LetterState,
    LetterTemplate,
    Look,
    Payment,
    Private,
    Status,
    StyleRule,
    Terms,
)
from tests.conftest import staff
from tests.factories import (
    make_article,
    make_author,
    make_contributor,
    make_format,
    make_picture,
    make_section,
    make_submission,
)
from tests.photos import HTML, photo, sent

pytestmark = pytest.mark.django_db

DESK = {
    "omar",
    "colleague",
    "writing_editor",
    "copy_editor",
    "checker",
    "counsel",
    "publisher",
}
DECIDERS = {"omar", "colleague", "writing_editor", "publisher"}
EDITORS = DECIDERS | {"copy_editor"}
NOBODY = set()

AWAY = ("/admin/", "/account/login/")  # where an unknown row and a stranger go

# model: who may see it, who may add and change, who may delete
LISTS = {
    Section: (DESK, DECIDERS, NOBODY),
    Holiday: (DESK, DECIDERS, DECIDERS),
    Author: (DESK, EDITORS, NOBODY),
    Article: (DESK, NOBODY, NOBODY),
    Edition: (DESK, NOBODY, NOBODY),
    Picture: (DESK, NOBODY, NOBODY),
    Format: (DESK, DECIDERS, DECIDERS),
    LetterTemplate: (DESK, DECIDERS, DECIDERS),
    Letter: (DESK, NOBODY, NOBODY),
    Incoming: (DECIDERS, NOBODY, NOBODY),
    House: ({"publisher"}, {"publisher"}, NOBODY),
    Act: ({"publisher"}, NOBODY, NOBODY),
    User: ({"publisher"}, {"publisher"}, NOBODY),
    Terms: (DESK, NOBODY, NOBODY),
    Payment: (DECIDERS, NOBODY, NOBODY),
    StyleRule: (DESK, EDITORS, EDITORS),
    Interest: (DESK, EDITORS, NOBODY),
    Look: ({"publisher"}, NOBODY, NOBODY),
    LogEntry: ({"publisher"}, NOBODY, NOBODY),
}

ADDED_ONLY = {
    Terms: DECIDERS,  # a version is written once
    House: NOBODY,  # there is one already
}


def browser(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def where(row, page="change"):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}"
    return reverse(name, args=[row.pk])


def listed(model, page="changelist"):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def a_mail(piece, number=1, **fields):
    return Incoming.objects.create(
        **{
            "message_id": f"<{piece.pk}.{number}@example.org>",
            "sender": "somebody@example.org",
            "subject": "Re: your letter",
            "submission": piece,
            "state": IncomingState.REFUSED,
            "outcome": "It came from another address than the letter went to.",
        }
        | fields
    )


@pytest.fixture
def row():
    """One row of every list, by its model."""
    piece = make_submission(Status.CLEARED)
    return {
        Section: piece.section,
        Holiday: Holiday.objects.create(day=dt.date(2027, 1, 1), name="New Year"),
        Author: piece.authors[0],
        Article: piece.article,
        Edition: piece.article.edition,
        Picture: make_picture(),
        Format: make_format(),
        House: House.objects.create(pk=1),
        LetterTemplate: LetterTemplate.objects.create(
            kind="decline", name="One", subject="S", body="B"
        ),
        Letter: Letter.objects.filter(submission=piece).first(),
        Incoming: a_mail(piece),
        Act: piece.acts.first(),
        User: piece.contributor,
        Terms: Terms.objects.get(),
        Payment: Payment.objects.create(
            agreement=piece.agreements.get(),
            amount=150,
            currency="USD",
            due_on=dt.date(2026, 12, 20),
        ),
        StyleRule: StyleRule.objects.create(kind="banned", find="synergy"),
        Interest: Interest.objects.create(
            author=piece.authors[0], name="Mekong Bank", relation="paid by"
        ),
        Look: access.look(piece.contributor, Private.CONTACT, submission=piece),
        LogEntry: LogEntry.objects.create(
            user=piece.contributor, action_flag=CHANGE, object_repr="Books"
        ),
    }


def test_every_list_of_the_admin_has_its_rule_here():
    assert set(admin.site._registry) == set(LISTS)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_who_sees_adds_changes_and_deletes(cast, row, model):
    sees, changes, deletes = LISTS[model]
    found = {"list": set(), "row": set(), "history": set()}
    found |= {"add": set(), "change": set(), "delete": set()}

    for name, person in cast.items():
        client = browser(person)
        pages = {
            "list": client.get(listed(model)),
            "row": client.get(where(row[model])),
            "history": client.get(where(row[model], "history")),
            "add": client.get(listed(model, "add")),
            "change": client.post(where(row[model]), {"_save": "1"}),
            "delete": client.get(where(row[model], "delete")),
        }
        for page, answer in pages.items():
            # a list of one row leads straight to it
            is_row = answer.get("Location", "") == where(row[model])
            if answer.status_code == 200 or is_row:
                found[page].add(name)
            else:
                assert answer.status_code in (403, 302), (name, page)
                assert answer.get("Location", "/admin/").startswith(AWAY)

    assert found == {
        "list": sees,
        "row": sees,
        "history": sees,
        "add": ADDED_ONLY.get(model, changes),
        "change": changes,
        "delete": deletes,
    }


def test_nothing_is_deleted_in_bulk(publisher, row):
    kept = {model: set(model.objects.values_list("pk", flat=True)) for model in LISTS}
    client = browser(publisher)

    for model in LISTS:
        chosen = {"action": "delete_selected", "_selected_action": [row[model].pk]}
        client.post(listed(model), chosen | {"post": "y"})

    assert [
        model
        for model in LISTS
        if not kept[model] <= set(model.objects.values_list("pk", flat=True))
    ] == []


def test_the_sidebar_holds_what_one_may_open_with_what_waits(client, omar, publisher):
    make_submission()
    shown = {}

    for person in (omar, publisher):
        client.force_login(person)
        groups = client.get("/admin/").context["available_apps"]
        shown[person.name] = {
            group["name"]: [(each["name"], each["waiting"]) for each in group["models"]]
            for group in groups
        }

    columns = ["Columns", "Editions", "Pictures", "Sections", "Formats", "Days off"]
    columns += ["House style"]
    desk = [("Board", 1), ("Calendar", 0), ("Errors reported", 0)]
    desk += [("Corrections", 0), ("Outbox", 1)]
    desk += [("Incoming mail", None), ("Letter templates", None)]
    desk += [("Statistics", None), ("Who gets heard", None)]
    assert shown["Omar"] == {
        "Desk": desk,
        "Columns": [(name, None) for name in columns],
        "Terms and pay": [("Payments", None), ("Terms", None)],
        "People": [
            ("Contributors", None),
            ("Interests register", None),
            ("Profiles changed", 0),
        ],
    }
    assert [name for name, _ in shown["Pia"]["People"]] == [
        "Contributors",
        "Interests register",
        "Profiles changed",
        "Accounts",
        "Record",
        "Access log",
        "Changes in the lists",
    ]


def test_autocomplete_obeys_the_same_rules(client, omar, publisher):
    asked = {
        "app_label": "authors",
        "model_name": "author",
        "field_name": "user",
        "term": "i",
    }
    answers = {}

    for person in (omar, publisher):
        client.force_login(person)
        answers[person.name] = client.get("/admin/autocomplete/", asked).status_code

    assert answers == {"Omar": 403, "Pia": 200}


def sow(rows):
    """So many more rows in each list that can hold many."""
    for _ in range(rows):
        piece = make_submission(Status.CLEARED)
        make_picture()
        a_mail(piece)
        Interest.objects.create(
            author=piece.authors[0], name=f"Bank {piece.pk}", relation="paid by"
        )
        StyleRule.objects.create(kind="banned", find=f"word {piece.pk}")
        access.look(piece.contributor, Private.CONTACT, submission=piece)
        LogEntry.objects.create(
            user=piece.contributor, action_flag=CHANGE, object_repr="Books"
        )
        LetterTemplate.objects.create(
            kind="accept", name=f"No. {piece.pk}", subject="S", body="B"
        )


def test_a_list_costs_the_same_whatever_it_holds(
    client, publisher, django_assert_max_num_queries
):
    client.force_login(publisher)
    costs = {model.__name__: set() for model in LISTS}

    for more in (1, 2, 17):
        sow(more)
        for model in LISTS:
            client.get(listed(model))  # the first reading of a log is put on record
            with django_assert_max_num_queries(20) as asked:
                client.get(listed(model))
            costs[model.__name__].add(len(asked))

    assert {name: found for name, found in costs.items() if len(found) > 1} == {}


def test_every_filter_and_day_a_list_offers_can_be_chosen(client, publisher, row):
    client.force_login(publisher)
    answers = {}

    for model in LISTS:
        page = client.get(listed(model)).content.decode()
        for each in set(re.findall(r'href="(\?[^"]*)"', page)):
            address = listed(model) + html.unescape(each)
            answers[address] = client.get(address).status_code

    assert {where: said for where, said in answers.items() if said != 200} == {}
    assert len(answers) > 50


# Incoming mail


def test_nobody_sees_the_mail_of_their_own_pieces(client, cast):
    writing = cast["writing_editor"]
    own = make_submission(contributor=writing)
    co_written = make_submission()
    co_written.bylines.create(author=writing.author, position=1)
    hidden = [a_mail(own), a_mail(co_written)]
    hidden.append(a_mail(own, 2, submission=None, sender=writing.email.upper()))
    shown = [a_mail(make_submission()), a_mail(own, 3, submission=None)]
    client.force_login(writing)

    page = client.get(listed(Incoming))

    assert set(page.context["cl"].queryset) == set(shown)
    for each in hidden:
        assert client.get(where(each)).status_code == 302


def test_why_a_mail_was_not_placed_can_be_read(client, omar):
    client.force_login(omar)

    page = client.get(where(a_mail(make_submission()))).content.decode()

    assert "It came from another address than the letter went to." in page


# The outbox


def test_a_letter_given_up_on_can_be_tried_again(client, omar):
    letter = outbox.post(to="a@example.org", subject="S", body="B", kind="receipt")
    Letter.objects.update(state=LetterState.FAILED, tries=9, problem="Mailbox full")
    client.force_login(omar)

    page = client.get(where(letter)).content.decode()
    client.post(reverse("admin:editorial_letter_try_again", args=[letter.pk]))

    letter.refresh_from_db()
    assert "Mailbox full" in page
    assert "Try again" in page
    assert (letter.state, letter.tries) == (LetterState.WAITING, 0)


def test_only_a_letter_that_waits_speaks_of_its_next_try(client, omar):
    letter = outbox.post(to="a@example.org", subject="S", body="B", kind="receipt")
    client.force_login(omar)

    waiting = client.get(where(letter)).content.decode()
    Letter.objects.update(state=LetterState.SENT, sent_at=timezone.now())
    sent = client.get(where(letter)).content.decode()

    assert "Next try" in waiting
    assert "Next try" not in sent
    assert "The column arrived" in sent
    assert "receipt" not in sent


def test_the_outbox_stands_in_the_order_of_writing(client, omar):
    for hours in (1, 3, 2):
        letter = outbox.post(
            to="a@example.org", subject=f"{hours} h", body="B", kind="receipt"
        )
        letter.written_at -= dt.timedelta(hours=hours)
        letter.save()
    client.force_login(omar)

    page = client.get(listed(Letter))

    shown = [letter.subject for letter in page.context["cl"].result_list]
    assert shown == ["1 h", "2 h", "3 h"]


def test_accounts_can_be_narrowed_to_one_role(client, publisher, omar):
    client.force_login(publisher)

    page = client.get(listed(User), {"role": "editor"})

    assert list(page.context["cl"].result_list) == [omar]
    assert "1 in all" in page.content.decode()


def test_several_letters_can_be_tried_again_at_once(client, omar):
    letters = [
        outbox.post(to="a@example.org", subject="S", body="B", kind="receipt")
        for _ in range(3)
    ]
    Letter.objects.exclude(pk=letters[0].pk).update(state=LetterState.FAILED)
    client.force_login(omar)

    page = client.post(
        listed(Letter),
        {
            "action": "try_these_again",
            "_selected_action": [letter.pk for letter in letters],
        },
        follow=True,
    )

    assert "2 of 3 go out again" in page.content.decode()
    assert Letter.objects.filter(state=LetterState.WAITING).count() == 3


def test_who_may_try_again(cast):
    letter = outbox.post(to="a@example.org", subject="S", body="B", kind="receipt")
    url = reverse("admin:editorial_letter_try_again", args=[letter.pk])
    again = set()

    for name, person in cast.items():
        Letter.objects.update(state=LetterState.FAILED)
        browser(person).post(url)
        letter.refresh_from_db()
        if letter.state == LetterState.WAITING:
            again.add(name)

    assert again == DECIDERS


def test_a_sign_in_code_is_shown_to_nobody(client, publisher):
    letter = outbox.post(
        to="a@example.org", subject="Code 1234", body="Code 1234", kind=outbox.SIGN_IN
    )
    client.force_login(publisher)

    pages = [
        client.get(listed(Letter)).content.decode(),
        client.get(listed(Letter), {"q": "1234"}).content.decode(),
        client.get(where(letter)).content.decode(),
        client.get(where(letter, "history")).content.decode(),
    ]

    assert "A sign-in code" in pages[0]
    assert not any("Code 1234" in page for page in pages)


def test_nobody_reads_the_post_or_the_record_of_their_own_piece(client):
    writer = staff("Wanda", Role.PUBLISHER)
    make_author("Wanda", user=writer)
    own = make_submission(contributor=writer)
    for_another = make_submission(contributor=writer)
    for_another.bylines.update(author=make_author("Ghosted"))
    theirs = make_submission()
    client.force_login(writer)

    letters = client.get(listed(Letter)).context["cl"].queryset
    acts = client.get(listed(Act)).context["cl"].queryset

    assert {letter.submission for letter in letters} == {theirs}
    assert {act.submission for act in acts} == {theirs}
    for row in (own.letters.first(), own.acts.first()):
        assert client.get(where(row)).status_code == 302  # as an unknown row


# Profiles


PROFILE = {
    "name": "Prak Sereyvuth",
    "name_own_script": "ប្រាក់ សិរីវុឌ្ឍ",
    "own_script_lang": "km",
    "slug": "",
    "pronoun": "his",
    "role": "freelance journalist",
    "place": "Phnom Penh",
    "bio_line": "He has reported from the border.",
    "bio": "Three lines.",
    "portrait_origin": "digitalCapture",
    "portrait_credit": "",
    "interests-TOTAL_FORMS": "0",
    "interests-INITIAL_FORMS": "0",
    "affiliations-TOTAL_FORMS": "1",
    "affiliations-INITIAL_FORMS": "0",
    "affiliations-0-organisation": "Mekong Review",
    "affiliations-0-role": "editor",
    "affiliations-0-since": "2024-01-01",
    "affiliations-0-until": "",
}


def test_a_profile_is_kept_whole(client, copy_editor):
    client.force_login(copy_editor)
    portrait = {"new_portrait": sent(photo()), "portrait_credit": "Dara Lim"}

    client.post(listed(Author, "add"), PROFILE | portrait)

    author = Author.objects.get()
    assert (author.slug, author.name_own_script) == (
        "prak-sereyvuth",
        "ប្រាក់ សិរីវុឌ្ឍ",
    )
    assert author.portrait.name.startswith("portraits/")
    with author.portrait.open() as file:
        assert file.read(4) == b"RIFF"
    assert Affiliation.objects.get().organisation == "Mekong Review"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "This is needed."),
        ({"slug": "taken"}, "Another author has this address."),
        ({"own_script_lang": "<b>"}, "Write the two or three letters of the language"),
        ({"affiliations-0-until": "2023-01-01"}, "It ends before it begins."),
        ({"affiliations-0-since": "never"}, "Enter a valid date."),
    ],
)
def test_an_odd_profile_is_refused(client, copy_editor, changes, sentence):
    make_author(slug="taken")
    client.force_login(copy_editor)

    answer = client.post(listed(Author, "add"), PROFILE | changes)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert page.count("Mend what is marked below.") == 1
    assert "<title>Error: New contributor |" in page
    assert "Please correct" not in page
    assert "Constraint" not in page
    assert Author.objects.count() == 1


def test_what_nobody_has_changed_says_so_and_what_goes_is_asked_about(
    client, publisher
):
    template = LetterTemplate.objects.create(
        kind="decline", name="Not <now>", subject="About it", body="Dear {name},"
    )
    client.force_login(publisher)

    history = client.get(where(template, "history")).content.decode()
    asked = client.get(where(template, "delete")).content.decode()
    client.post(where(template, "delete"), {"post": "yes"})

    assert "Nobody has changed this here yet." in history
    assert "“Decline: Not &lt;now&gt;” is taken off this list for good." in asked
    assert "Keep it" in asked
    assert not LetterTemplate.objects.exists()


def test_a_portrait_says_where_it_comes_from(client, copy_editor):
    client.force_login(copy_editor)

    answer = client.post(
        listed(Author, "add"), PROFILE | {"new_portrait": sent(photo())}
    )

    assert "Say who made the portrait" in answer.content.decode()
    assert not Author.objects.exists()


def test_a_portrait_that_is_no_picture_is_refused(client, copy_editor):
    client.force_login(copy_editor)

    answer = client.post(listed(Author, "add"), PROFILE | {"new_portrait": sent(HTML)})

    assert answer.status_code == 200
    assert "not a picture" in answer.content.decode()


def test_a_portrait_can_be_changed_and_removed(
    client, copy_editor, django_capture_on_commit_callbacks
):
    client.force_login(copy_editor)
    credit = {"portrait_credit": "Dara Lim"}
    bare = {k: v for k, v in PROFILE.items() if not k.startswith("affiliations-0")}
    bare |= {"affiliations-TOTAL_FORMS": "0"}
    first = {"new_portrait": sent(photo())}
    client.post(listed(Author, "add"), bare | credit | first)
    author = Author.objects.get()
    names = [author.portrait.name]

    with django_capture_on_commit_callbacks(execute=True):
        client.post(where(author), bare | credit | {"new_portrait": sent(photo())})
        names.append(Author.objects.get().portrait.name)
        client.post(where(author), bare | {"drop_portrait": "on"})

    assert len(set(names)) == 2
    assert Author.objects.get().portrait.name == ""
    assert not any(map(default_storage.exists, names))


@pytest.mark.parametrize("table", ["authors_author", "authors_affiliation"])
def test_a_portrait_goes_with_the_profile_that_could_not_be_kept(
    client, copy_editor, table, monkeypatch, tmp_path
):
    store = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Author._meta.get_field("portrait"), "storage", store)
    client.force_login(copy_editor)
    client.raise_request_exception = False
    portrait = {"new_portrait": sent(photo()), "portrait_credit": "Dara Lim"}

    def refuse(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise DatabaseError("The disk is full.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        answer = client.post(listed(Author, "add"), PROFILE | portrait)

    assert answer.status_code == 500
    assert not Author.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_author_s_address_once_given_is_not_changed(client, publisher):
    author = make_author(slug="ana")
    bare = {k: v for k, v in PROFILE.items() if not k.startswith("affiliations-0")}
    bare |= {"affiliations-TOTAL_FORMS": "0"}
    client.force_login(publisher)

    page = client.get(where(author)).content.decode()
    client.post(where(author), bare | {"slug": "other"})

    author.refresh_from_db()
    assert 'name="slug"' not in page
    assert "links lead to it: it stays." in page
    assert (author.name, author.slug) == ("Prak Sereyvuth", "ana")


def test_only_the_publisher_says_who_signs_for_a_name(client, omar, publisher, ines):
    author = make_author("Ana")
    typed = {k: v for k, v in PROFILE.items() if not k.startswith("affiliations-0")}
    typed |= {"affiliations-TOTAL_FORMS": "0", "user": ines.pk}

    client.force_login(omar)
    client.post(where(author), typed)
    by_editor = Author.objects.get(pk=author.pk).user
    client.force_login(publisher)
    client.post(where(author), typed)

    assert by_editor is None
    assert Author.objects.get(pk=author.pk).user == ines


# Accounts


ACCOUNT = {"email": "New@Desk.example", "name": "New", "title": "", "is_active": "on"}


def test_a_new_account_has_no_password_and_its_e_mail_in_lower_case(client, publisher):
    client.force_login(publisher)

    client.post(listed(User, "add"), ACCOUNT)

    user = User.objects.get(name="New")
    assert user.email == "new@desk.example"
    assert not user.has_usable_password()
    assert not user.is_staff


def test_an_e_mail_is_taken_once(client, publisher, omar):
    client.force_login(publisher)

    answer = client.post(listed(User, "add"), ACCOUNT | {"email": "OMAR@desk.example"})

    assert "There is an account with this e-mail already." in answer.content.decode()


def test_nobody_makes_themselves_or_another_a_superuser(client, publisher, omar):
    client.force_login(publisher)

    client.post(
        where(omar),
        ACCOUNT | {"email": omar.email, "is_superuser": "on", "is_staff": "on"},
    )

    omar.refresh_from_db()
    assert omar.name == "New"
    assert not omar.is_superuser


@pytest.mark.parametrize("whose", ["own", "superuser"])
def test_an_account_above_ones_own_station_is_not_changed(client, publisher, whose):
    target = publisher
    if whose == "superuser":
        target = User.objects.create_superuser("root@desk.example", "x")
    client.force_login(publisher)

    answer = client.post(where(target), ACCOUNT | {"email": "taken@over.example"})

    target.refresh_from_db()
    assert answer.status_code == 403
    assert target.email != "taken@over.example"


def test_a_section_keeps_its_address_once_it_has_one(client, omar):
    section = make_section(slug="river")
    client.force_login(omar)

    client.post(
        where(section),
        {
            "name": "River and climate",
            "slug": "other",
            "position": 1,
            "answer_within_days": 3,
            "working_days": list("12345"),
            "purge_after_days": 180,
        },
    )

    section.refresh_from_db()
    assert (section.name, section.slug) == ("River and climate", "river")


def test_a_word_range_that_runs_backwards_is_refused(client, omar):
    row = make_format()
    client.force_login(omar)
    said = {"name": row.name, "slug": row.slug, "position": 1}

    answer = client.post(where(row), said | {"words_least": 900, "words_most": 600})

    assert answer.status_code == 200
    assert "That is less than the fewest words." in answer.content.decode()


def test_a_format_in_use_is_kept(client, omar):
    row = make_format()
    make_submission(format=row)
    client.force_login(omar)

    answer = client.post(where(row, "delete"), {"post": "yes"})

    assert answer.status_code == 403
    assert Format.objects.filter(pk=row.pk).exists()


def test_a_contributor_reads_nothing_through_the_lists(client):
    make_article()
    client.force_login(make_contributor())

    answers = {client.get(listed(model)).status_code for model in LISTS}

    assert answers == {403}


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30, "1%00"])
def test_an_odd_row_number_never_breaks_a_list(client, publisher, pk):
    client.force_login(publisher)

    for model in LISTS:
        name = f"{model._meta.app_label}/{model._meta.model_name}"
        answer = client.get(f"/admin/{name}/{pk}/change/")
        assert answer.status_code in (302, 400, 404), name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    ["body__contains=4821", "body__startswith=4", "id__in=1", "written_at__year=2026"],
)
def test_a_list_answers_no_question_its_page_does_not_offer(client, checker, asked):
    """A sign-in code waits in the outbox: nobody may guess it figure by figure."""
    outbox.post(
        to="pia@desk.example", subject="Code", body="4821 7733", kind=outbox.SIGN_IN
    )
    client.force_login(checker)

    answer = client.get(f"/admin/editorial/letter/?{asked}")

    assert answer.status_code in {302, 400}


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["state__exact=waiting", "kind__exact=receipt"])
def test_the_filters_on_the_page_work(client, checker, asked):
    client.force_login(checker)

    answer = client.get(f"/admin/editorial/letter/?{asked}")

    assert answer.status_code == 200


def test_each_window_says_which_part_of_which_column_it_is(client, omar, publisher):
    piece = make_submission(Status.ACCEPTED, headline="Tax the sand")
    rule = StyleRule.objects.create(kind="banned", find="touching base")
    looks = Path(settings.BASE_DIR, "templates/editorial/desk").glob("*.html")
    parts = {each.stem for each in looks if "desk/bench.html" in each.read_text()}
    client.force_login(omar)

    def title(address):
        page = client.get(address).content.decode()
        return re.search(r"<title>([^<]*) \| ", page)[1]

    # the text has the headline alone; a letter is called by its act
    assert parts - set(CALLED) == {"piece", "letter"}
    assert len(set(CALLED.values())) >= len(CALLED) - 1
    assert title(f"/admin/desk/{piece.pk}/") == "Tax the sand"
    assert title(f"/admin/desk/{piece.pk}/risk/") == "Risk: Tax the sand"
    assert title(f"/admin/desk/{piece.pk}/spike/") == "Spike this column: Tax the sand"
    history = f"/admin/editorial/stylerule/{rule.pk}/history/"
    assert title(history) == "What was changed: touching base"
    client.force_login(publisher)
    assert title("/admin/editorial/house/add/") == "How the desk works"
