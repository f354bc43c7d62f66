"""What the style report shows of a text, and what it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from editorial import style
from editorial.models import LeftAsIs, RuleKind, StyleRule
from editorial.style import checks, grammar, names, table
from editorial.style.reading import Reading
from tests.factories import make_author, make_submission


def found(text: str, *rules: StyleRule, check: str = "") -> list[tuple[str, ...]]:
    """(words, what may be written) of every finding that our own rules make."""
    reading = Reading("body", text)
    known = [
        names.Name(rule.find, f"name {number}", tuple(rule.also.splitlines()))
        for number, rule in enumerate(rules)
        if rule.kind == RuleKind.NAME
    ]
    all_of_it = [
        *table.broken(reading, table.looked_for(rules)),
        *names.Names(known).misspelt(reading),
    ]
    for key, look in checks.ON_EVERY_TEXT.items():
        if check in ("", key):
            all_of_it += look(reading, 0)
    assert all(text[each.start : each.end] == each.words for each in all_of_it)
    return [(each.words, *each.instead) for each in all_of_it]


def name(spelt: str, *also: str) -> StyleRule:
    return StyleRule(kind=RuleKind.NAME, find=spelt, also="\n".join(also), pk=1)


def banned(find: str, write: str = "") -> StyleRule:
    return StyleRule(kind=RuleKind.BANNED, find=find, write=write, pk=2)


def test_a_misspelt_head_of_state_is_noticed():
    assert found("The day Donal Trump came.", name("Donald Trump")) == [
        ("Donal Trump", "Donald Trump")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Donald Trump, Donald Trump’s men and DONALD TRUMP.",
        "Donald Tusk met Donald. Trump did not.",
        "We donald trumped it.",
        "He wrote to [him](https://x.example/Donal-Trump).",
    ],
)
def test_right_names_and_other_names_are_left_alone(text):
    assert found(text, name("Donald Trump"), name("Donald Tusk")) == []


def test_a_name_keeps_its_own_marks_and_its_known_wrong_spellings_are_shown():
    rules = name("António Guterres"), name("Phnom Penh", "Pnompenh")

    assert found("Antonio Guteres in Pnompenh.", *rules) == [
        ("Antonio Guteres", "António Guterres"),
        ("Pnompenh", "Phnom Penh"),
    ]


def test_a_doubled_word_is_noticed_across_a_line_and_a_mark():
    text = "It was the\nthe end. He had had that that. Bold **bold** *bold*."

    assert found(text, check="doubled") == [
        ("the\nthe", "the"),
        ("Bold **bold",),  # marks stand between: a person mends it
    ]


def test_banned_words_keep_their_capital_and_quotations_are_never_rewritten():
    text = "Utilise it. They utilise. “We utilise it,” she said. Reutilised."

    assert found(text, banned("utilise", "use")) == [
        ("Utilise", "Use"),
        ("utilise", "use"),
        ("utilise",),
    ]


def test_figures_and_words_for_numbers():
    text = (
        "We saw 5 boats and 12 men on 5 May in Article 7, at 3 per cent of 12000 riel, "
        "in 2025, from 3 to 7 km."
    )

    assert found(text, check="numbers") == [("5", "five"), ("12000", "12,000")]


def test_a_sentence_of_forty_one_words_is_long_and_one_of_forty_is_not():
    word = "word "

    assert found(f"{(word * 40).strip()}.", check="long") == []
    assert len(found(f"Short. {(word * 41).strip()}. Short.", check="long")) == 1


def test_a_pattern_stands_for_letters_and_cannot_run_on():
    rule = StyleRule(kind=RuleKind.PATTERN, find="*isation ##", write="", pk=3)

    assert found("An organisation 12. An organisation x.", rule) == [
        ("organisation 12",)
    ]
    two = StyleRule(kind=RuleKind.PATTERN, find="*a*b", write="", pk=4)
    assert found("a" * 3_000, two) == []
    twenty = StyleRule(kind=RuleKind.PATTERN, find="*a" * 20, write="", pk=5)
    assert found("a" * 3_000, twenty) == []


@settings(max_examples=30, deadline=None)
@given(
    before=st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80
    ),
    after=st.text(max_size=80),
)
@example(before="*", after="](")
@example(before="```", after="")
def test_every_finding_stands_where_it_says(before, after):
    rules = name("Donald Trump"), banned("in order to", "to")

    found(f"{before}\n\nDonal Trump came came in order to\n\n{after}", *rules)


def test_grammar_is_read_by_harper_and_known_words_are_not_mistakes():
    reading = Reading("body", "They could of definately gone to Sereyvuth’s *house*.")

    said = {(each.words, *each.instead[:1]) for each in grammar.mistakes(reading, ())}
    knowing = [each.words for each in grammar.mistakes(reading, {"sereyvuth"})]

    assert ("could of", "could have") in said
    assert ("definately", "definitely") in said
    assert ("Sereyvuth’s",) in said
    assert "Sereyvuth’s" not in knowing


def test_junk_is_not_given_to_the_grammar_checker():
    assert not list(grammar.mistakes(Reading("body", "x" * 60_000), ()))


def test_without_harper_the_rest_of_the_report_stands(db, monkeypatch):
    monkeypatch.setattr(grammar, "is_here", lambda: False)
    piece = make_submission(body="It was the the end of of it.")

    report = style.report_on(piece)

    assert not report.read_grammar
    assert [each.words for each in report.findings] == ["the the", "of of"]


@pytest.mark.django_db
class TestOnAPiece:
    def test_the_byline_is_a_name_we_know(self):
        piece = make_submission(body="I, Prak Sereyvut, was there with Prak Sereyvuth.")
        piece.bylines.update(author=make_author("Prak Sereyvuth"))

        report = style.report_on(piece)

        assert ("Prak Sereyvut", ("Prak Sereyvuth",)) in [
            (each.words, each.instead) for each in report.findings
        ]
        assert "Prak" not in [each.words for each in report.findings]

    def test_the_desks_table_decides(self):
        piece = make_submission(body="It was the the end, going forward.")
        StyleRule.objects.update_or_create(
            kind="check", find="doubled", defaults={"is_on": False}
        )
        StyleRule.objects.update_or_create(kind="banned", find="going forward")

        words = [each.words for each in style.report_on(piece).findings]

        assert words == ["going forward"]

    def test_what_somebody_let_stand_is_shown_apart(self, omar):
        piece = make_submission(body="It was the the end.")
        first = style.report_on(piece).findings[0]
        rule, words = first.key
        LeftAsIs.objects.create(submission=piece, rule=rule, words=words, by=omar)

        report = style.report_on(piece)

        assert (report.count, [each.words for each in report.left]) == (0, ["the the"])

    def test_a_fact_without_a_link_is_shown_until_it_has_one(self):
        bare = make_submission(body="The river rose 12 metres in 2024.")
        linked = make_submission(
            body="The river [rose 12 metres in 2024](https://mrc.example/)."
        )

        assert [each.check for each in style.report_on(bare).findings] == ["unlinked"]
        assert style.report_on(linked).findings == ()

    def test_a_fact_is_marked_where_it_stands_whatever_quotation_marks_it_has(self):
        piece = make_submission(body='Hm. The town\'s clerk said: "We have no money."')

        findings = style.report_on(piece).findings
        found = [each.words for each in findings if each.check == "unlinked"]

        assert found == ['The town\'s clerk said: "We have no money."']

    def test_a_text_looked_through_once_is_not_looked_through_again(
        self, django_assert_num_queries, monkeypatch
    ):
        piece = make_submission(body="It was the the end.")
        StyleRule.objects.bulk_create(
            StyleRule(kind="name", find=f"Person Number{number}")
            for number in range(50)
        )
        piece.refresh_from_db()
        first = style.report_on(piece)
        monkeypatch.setattr(grammar, "mistakes", None)

        with django_assert_num_queries(7):  # two of them the cache’s own
            again = style.report_on(piece)

        assert again == first
