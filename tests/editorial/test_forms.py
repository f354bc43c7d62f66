import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import word_count
from editorial.clock import end_of_day
from editorial.declarations import AGREEMENT, AI, HELP, INTERESTS, NOTES
from editorial.drafts import LONGEST_FIELD
from editorial.forms import (
    NAMES,
    ObjectionForm,
    TooLong,
    WriteForm,
    as_typed,
    typed_in,
    typed_of,
    weigh,
)
from editorial.models import Declaration, Format, Status
from tests.factories import (
    make_article,
    make_format,
    make_section,
    make_submission,
)
from tests.typed import typed_column, typed_revision

PAST = timezone.localdate() - dt.timedelta(days=1)
SOON = timezone.localdate() + dt.timedelta(days=3)
FAR = timezone.localdate() + dt.timedelta(days=370)
TOO_FAR = "This day is more than a year ahead. Leave it empty if the column can wait."


def problems(typed, **how):
    form = WriteForm(typed, **how)
    form.is_valid()
    return [problem.words for problem in form.problems]


@pytest.mark.django_db
def test_a_whole_column_is_understood_field_by_field():
    section = make_section()
    day = timezone.localdate() + dt.timedelta(days=5)
    form = WriteForm(
        typed_column(
            section,
            headline="  The guns\u00a0 are quiet ",
            peg="The mandate ends",
            peg_on=day.isoformat(),
            exclusivity="offered",
            exclusivity_detail="To the Mekong Review, on 20 November.",
            interest_party="yes",
            interest_party_detail="I was a commune councillor until 2024.",
            ai=["translation", "spelling"],
            ai_detail="A translator, from Khmer.",
        )
    )

    assert form.is_valid(), form.errors
    piece = form.piece()

    assert piece.section == section
    assert piece.headline == "The guns are quiet"
    assert piece.body == "The ceasefire holds.\n\nIt will not hold by itself."
    assert piece.peg_until == end_of_day(day)
    assert piece.exclusivity == "offered"
    assert piece.about.pronoun == "his"
    said = {answer.question.key: answer for answer in piece.answers}
    assert len(piece.answers) == len(INTERESTS) + len(HELP) + 3
    assert said["party"].detail == "I was a commune councillor until 2024."
    assert [key for key, answer in said.items() if answer.is_interest] == ["party"]
    assert said[AI.key].said == "Spelling and grammar, Translation"
    assert said[NOTES.key].said == "yes"
    assert said[AGREEMENT.key].question.wording == AGREEMENT.wording


@pytest.mark.django_db
def test_an_empty_form_says_everything_that_is_missing_once():
    words = problems({})

    assert words == [
        "Choose the section you write for.",
        "Give it a working headline.",
        "There is no text yet.",
        "Say in a sentence why it should run now.",
        "Say in a sentence how you come to know this.",
        "Say whether it is only for us.",
        "Answer the nine questions about interests: yes or no.",
        "Say who suggested it. “Nobody” is an answer.",
        "Say whether anyone else drafted any of it. “Nobody” is an answer.",
        "Say who read it before us. “Nobody” is an answer.",
        "Tick what software did. “Nothing at all” is an answer.",
        "Say whether we may see your notes.",
        "Type the name that shall stand over the column.",
        "Say what you are, for example freelance journalist.",
        "Say where you are based, for example Phnom Penh.",
        "Choose the word for the closing line.",
        "Tick the agreement before you send it.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"section": "999999"}, "Choose one of our sections."),
        ({"section": "9" * 40}, "Choose one of our sections."),
        ({"section": "abc"}, "Choose one of our sections."),
        ({"headline": "\u200b \u2060"}, "Give it a working headline."),
        ({"headline": "x" * 141}, "At most 140 characters fit; these are 141."),
        ({"standfirst": "x" * 321}, "At most 320 characters fit; these are 321."),
        ({"body": " \n\n "}, "There is no text yet."),
        ({"body": "*** --- ***"}, "There are no words in the text yet."),
        (
            {"body": "a " * 60_000},
            "The most we can read is 100000 characters; this is 119999 long.",
        ),
        ({"peg_on": "tomorrow"}, "Write the day like this: 2026-11-27."),
        (
            {"peg": "It", "peg_on": PAST.isoformat()},
            "This day has passed. Leave it empty if the column can wait.",
        ),
        ({"peg_on": SOON.isoformat()}, "Say what news this day belongs to."),
        ({"peg": "It", "peg_on": FAR.isoformat()}, TOO_FAR),
        ({"peg": "It", "peg_on": "9999-12-31"}, TOO_FAR),
        ({"exclusivity": "maybe"}, "Say whether it is only for us."),
        ({"exclusivity": "offered"}, "Say to whom you have offered it."),
        ({"exclusivity": "published"}, "Say where an earlier version stands."),
        (
            {"interest_boards": ""},
            "Answer question 4: yes or no. “No” is an answer.",
        ),
        (
            {"interest_boards": "", "interest_shares": "perhaps"},
            "Answer questions 3 and 4 about interests: yes or no.",
        ),
        (
            {"interest_boards": "yes"},
            "You said yes to question 4. Say what it is, as readers should see it.",
        ),
        (
            {"help_drafted": " "},
            "Say whether anyone else drafted any of it. “Nobody” is an answer.",
        ),
        ({"ai": []}, "Tick what software did. “Nothing at all” is an answer."),
        ({"ai": ["magic"]}, "Tick what software did. “Nothing at all” is an answer."),
        (
            {"ai": ["none", "research"]},
            "You ticked “Nothing at all” and something else. Untick one of them.",
        ),
        ({"ai": ["drafting"]}, "Name the program, and say what it was used for."),
        ({"notes": ""}, "Say whether we may see your notes."),
        ({"about_pronoun": "its"}, "Choose the word for the closing line."),
        ({"agreement": ""}, "Tick the agreement before you send it."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(fields, sentence):
    assert problems(typed_column() | fields) == [sentence]


@pytest.mark.django_db
def test_each_problem_leads_to_a_field_that_can_take_the_focus():
    form = WriteForm({})
    form.is_valid()
    page = str(form)

    assert len(form.problems) == 17
    for problem in form.problems:
        assert f'id="{problem.field_id}"' in page


@pytest.mark.django_db
def test_no_box_cuts_off_what_is_pasted_into_it():
    assert "maxlength" not in str(WriteForm())


@pytest.mark.django_db
def test_too_long_a_column_is_not_refused():
    short = str(make_format(words_least=1, words_most=5).pk)

    assert problems(typed_column(format=short, body="word " * 5_000)) == []


@pytest.mark.django_db
def test_the_first_format_on_offer_is_the_usual_one():
    Format.objects.update(is_offered=False)
    make_format(position=7)
    usual = make_format(position=5)
    make_format(position=3, is_offered=False)

    form = WriteForm(typed_column())

    assert form.is_valid(), form.errors
    assert form.piece().format == form.wanted() == usual


@pytest.mark.django_db
def test_a_format_that_is_not_offered_is_refused_in_a_sentence():
    gone = make_format(is_offered=False)
    make_format()

    form = WriteForm(typed_column(format=str(gone.pk)))

    assert form.errors["format"] == ["Choose one of our formats."]


@pytest.mark.django_db
def test_a_paper_without_formats_asks_for_none():
    Format.objects.all().delete()

    form = WriteForm(typed_column(format="7", answers="nonsense"))

    assert form.is_valid(), form.errors
    assert form.piece().format is None
    assert form.wanted() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "shape", ["{}", "https://paper.example{}", " http://paper.example{}?from=mail#top "]
)
def test_a_reply_names_the_column_it_answers_by_its_address(shape):
    reply = str(make_format(answers_a_column=True).pk)
    column = make_article()
    address = shape.format(column.get_absolute_url())

    form = WriteForm(typed_column(format=reply, answers=address))

    assert form.is_valid(), form.errors
    assert form.piece().answered == column
    assert list(form.answerable()) == [column]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Give the address of that column."),
        ("the one on rice", "We find no published column at this address."),
        ("http://[bad", "We find no published column at this address."),
        ("/", "We find no published column at this address."),
        ("still to come", "We find no published column at this address."),
        ("x" * 500, "At most 400 characters fit; these are 500."),
    ],
)
def test_a_reply_to_no_column_is_told_so(address, sentence):
    reply = str(make_format(name="Reply to us", answers_a_column=True).pk)
    waiting = make_article(hours_ago=-1)
    if address == "still to come":
        address = waiting.get_absolute_url()

    form = WriteForm(typed_column(format=reply, answers=address))

    [said] = form.errors["answers"]
    assert sentence in said
    assert form.answerable() == []


@pytest.mark.django_db
def test_what_a_column_answers_is_asked_of_a_reply_only():
    plain = str(make_format().pk)

    form = WriteForm(typed_column(format=plain, answers="typed, then another format"))

    assert form.is_valid(), form.errors
    assert form.piece().answered is None


@pytest.mark.django_db
def test_characters_nobody_should_be_sent_are_taken_out_of_every_field():
    nasty = "a\x00b\u202ec\ud800d"
    form = WriteForm(
        typed_column(headline=nasty, body=nasty, why_now=nasty, about_name=nasty)
    )

    assert form.is_valid(), form.errors
    piece = form.piece()

    assert piece.headline == piece.body == piece.why_now == "abcd"
    assert piece.about.name == "abcd"


@pytest.mark.django_db
def test_a_revision_is_asked_only_what_may_change():
    piece = make_submission(Status.SUBMITTED)
    form = WriteForm({}, submission=piece)
    piece.status = Status.REVISING

    revising = WriteForm({}, submission=piece)

    assert "section" in form.fields
    assert {"section", "why_now", "exclusivity", "about_name"}.isdisjoint(
        revising.fields
    )
    assert "body" in revising.fields


@pytest.mark.django_db
def test_a_revision_keeps_the_particulars_the_desk_has_set():
    piece = make_submission(Status.REVISING)
    piece.peg = "As the desk wrote it"
    form = WriteForm(typed_revision(piece), submission=piece)

    assert form.is_valid(), form.errors

    assert form.piece().peg == "As the desk wrote it"
    assert form.piece().section == piece.section


@pytest.mark.django_db
def test_every_answer_given_comes_back_as_it_was_typed():
    typed = typed_column(
        interest_party="yes",
        interest_party_detail="A councillor.",
        ai=["spelling", "translation"],
        ai_detail="A translator.",
    )
    form = WriteForm(typed)
    assert form.is_valid(), form.errors

    back = {}
    for answer in form.piece().answers:
        back |= as_typed(
            Declaration(
                key=answer.question.key, answer=answer.said, detail=answer.detail
            )
        )

    asked = {name for name in typed if name.startswith(("interest", "help", "ai"))}
    assert {name: back[name] for name in asked} == {name: typed[name] for name in asked}
    assert back["notes"] == typed["notes"]


def test_only_fields_of_ours_are_kept():
    posted = QueryDict(
        "headline=H&ai=none&ai=research&condition_7=Yes&condition_x=No&status=cleared"
        "&csrfmiddlewaretoken=t&version=3"
    )

    typed = typed_of(posted)

    assert typed == {"headline": "H", "ai": ["none", "research"], "condition_7": "Yes"}


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "text",
        7,
        {"headline": 7},
        {"headline": ["a"]},
        {"headline": None},
        {"ai": "none"},
        {"ai": [1]},
        {"ai": {"none": True}},
        {"body": {"a": "b"}},
    ],
)
def test_a_script_that_sends_something_else_is_told_so(said):
    assert typed_in(said) is None


@given(
    st.dictionaries(
        st.sampled_from([*NAMES, "condition_3", "else", "__proto__"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()),
    )
)
def test_whatever_a_script_sends_is_a_form_or_none(said):
    typed = typed_in(said)

    assert typed is None or set(typed) <= {*NAMES, "condition_3"}


def test_more_than_a_draft_can_keep_is_told_before_it_is_cut():
    weigh({"body": "x" * LONGEST_FIELD})

    with pytest.raises(TooLong, match="2,000,000 characters"):
        weigh({"body": "x" * 2_000_000})


def test_an_objection_says_first_what_it_is_about():
    form = ObjectionForm({"about": "text", "text": "I never asked that."})

    assert form.is_valid()
    assert form.message() == "Something in the text is wrong.\n\nI never asked that."


@pytest.mark.django_db
def test_the_form_counts_words_as_the_desk_does():
    form = WriteForm(typed_column(body="[One](https://a.example) two, three -- four"))

    assert form.is_valid()
    assert word_count(form.piece().body) == 4
