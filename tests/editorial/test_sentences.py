"""Texts cut into sentences, and which of them state a fact."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.sentences import is_factual, sentences, why_factual, words_of


def cut(text: str) -> list[str]:
    return [each.text for each in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One went. Two stayed.", ["One went.", "Two stayed."]),
        ("Dr. Sok met Mr. Prak. They ate.", ["Dr. Sok met Mr. Prak.", "They ate."]),
        ("It cost 3.5 million. Why?", ["It cost 3.5 million.", "Why?"]),
        ("J. K. Lim wrote it. I read it.", ["J. K. Lim wrote it.", "I read it."]),
        ("The U.S. Army came at 6 p.m. The road was shut.",
         ["The U.S. Army came at 6 p.m.", "The road was shut."]),
        ("See No. 5 on p. 12. He said no. Two went.",
         ["See No. 5 on p. 12.", "He said no.", "Two went."]),
        ("Stop! Now … or never. Really?! Yes.",
         ["Stop!", "Now … or never.", "Really?!", "Yes."]),
        ('"It rang. Nobody came," she said. I left.',
         ["“It rang. Nobody came,” she said.", "I left."]),
        ('"It rang." Sok Dara said so. I left.',
         ["“It rang.” Sok Dara said so.", "I left."]),
        ('He said: "Go." The boat went.', ["He said: “Go.”", "The boat went."]),
        ('"Why now?" she asked. (It was late.) We went.',
         ["“Why now?” she asked.", "(It was late.)", "We went."]),
        ("សាលាបិទហើយ។ទូកមិនមកទេ។", ["សាលាបិទហើយ។", "ទូកមិនមកទេ។"]),
        ("Made by Lim Co. in 2019. Sold by Lim Co. The price fell.",
         ["Made by Lim Co. in 2019.", "Sold by Lim Co.", "The price fell."]),
        ("On 3 Sept. 2020 it rained, e.g. in Takeo. It dried.",
         ["On 3 Sept. 2020 it rained, e.g. in Takeo.", "It dried."]),
        ("no capital follows. so it is one", ["no capital follows. so it is one"]),
        ("A line\nbroken in two. Next", ["A line broken in two.", "Next"]),
        ("", []),
        ("...", []),
    ],
)  # fmt: skip
def test_a_text_is_cut_where_its_sentences_end(text, expected):
    assert cut(text) == expected


def test_marks_headings_code_and_pictures_are_no_words_of_a_sentence():
    text = (
        "## 12 schools\n\nThe **bell** rang *twice*. It\n[stopped](https://x.example).\n"
        "\n- One boat.\n- Two boats.\n\n> She said it.\n\n    code 12\n\n"
        "![alt](/media/pictures/1.webp)\n\n| Year | Boats |\n|---|---|\n| 2024 | 11 |"
    )

    assert cut(text) == [
        "The bell rang twice.",
        "It stopped.",
        "One boat.",
        "Two boats.",
        "She said it.",
        "Year | Boats",
        "2024 | 11",
    ]


def test_a_sentence_knows_its_own_links_and_notes_and_no_others():
    text = (
        "Plain. Of [312 children](https://a.example/x), 190 came.[^1] It [ended"
        "](https://b.example) well. Write to [me](mailto:me@example.org).\n\n"
        "[^1]: Register of 3 June, p. 2."
    )

    found = {each.text: each.backed_by for each in sentences(text)}

    assert found == {
        "Plain.": (),
        "Of 312 children, 190 came.": (
            "https://a.example/x",
            "Register of 3 June, p. 2.",
        ),
        "It ended well.": ("https://b.example",),
        "Write to me.": (),
    }


def test_a_sentence_knows_where_it_stands_in_the_markdown():
    text = (
        '## One went\n\nOne went. *It* isn\'t "so" -- he [said](https://one.example/went'
        ') "no".[^a]\n\n- un**believ**able, 5%!\n- One\n  went. $7 &amp; gone.\n\n'
        "[^a]: One went."
    )

    found = [text[slice(*each.place)] if each.place else "" for each in sentences(text)]

    assert found == [
        "One went.",
        'It* isn\'t "so" -- he [said](https://one.example/went) "no".',
        "un**believ**able, 5%!",
        "One\n  went.",
        "",  # better no place than another one
    ]


@pytest.mark.parametrize(
    "changed",
    [
        "of the 312 children  they carried, 190 are left",
        "Of the 312 children they carried – 190 are left!",
        "Of the 312 “children” they carried, 190 are left.",
    ],
)
def test_a_sentence_is_known_again_by_its_words(changed):
    sentence = "Of the 312 children they carried, 190 are left."

    assert words_of(changed) == words_of(sentence)


@pytest.mark.parametrize(
    "changed",
    [
        "Of the 312 children they carried, 180 are left.",
        "Of the 312 children they carried, 190% are left.",
        "Of the $312 children they carried, 190 are left.",
        "Of 312 children they carried, 190 are left.",
    ],
)
def test_another_figure_or_word_is_another_sentence(changed):
    sentence = "Of the 312 children they carried, 190 are left."

    assert words_of(changed) != words_of(sentence)


def test_two_khmer_sentences_differ_by_their_vowels_too():
    assert words_of("កា។") != words_of("កិ។")


FACTS = [
    "The boat costs two dollars a month.",
    "Ten per cent of it is lost.",
    "Six people were killed on that road.",
    "Three families were moved by the company.",
    "One in three of the wells is dry.",
    "It has twice as many dams as Laos.",
    "A third of the paper is gone.",
    "The young man came with a paper and said that we must go.",
    "The clerk, who was courteous, said that there was no seal.",
    "Lead was found in the water.",
    "Of the 312 children they carried, the teachers can account for 190.",
    "The province stopped paying for diesel for eleven school boats.",
    "I ran one of those schools for nine years.",
    "It saved less than the cost of one official car.",
    "Half of them never came back.",
    "Rice fell by a third.",
    "Most of the villages have no road.",
    "The price doubled.",
    "The bell has not rung since June.",
    "They came on a Tuesday.",
    "The bridge was washed away last year.",
    "The dam burst in May.",
    "The school closed three years ago.",
    "It happened a decade ago.",
    "According to the ministry, nothing was spent.",
    "The ministry said that it had no money.",
    "Researchers found lead in the water.",
    "The audit shows a gap.",
    "The court ruled against the village.",
    "The minister said the boats should go.",
    "“We have no money for diesel,” he told me.",
    "She called it “a matter for the next government”.",
    "It is the largest lake in the region.",
    "She was the first woman on the bench.",
    "It is the country’s only bridge over the river.",
    "It is the second-longest border here.",
    "For the first time, nobody voted.",
    "Then Thailand closed the crossing.",
    "Sok Dara signed the letter.",
    "In Pursat, the governor was sacked.",
    "The bank has refused Dara Lim a loan.",
    "ខេត្តមានទូក ១១ គ្រឿង។",
    "He must have signed on 3 June.",
]
NOT_FACTS = [
    *("I am aware of two objections.", "They came for the first date, and the second."),
    *("File not found.", "He read it through twice.", "Half scraped, it turned up."),
    *("He found that he had forgotten it.", "We were told it was unusual."),
    *("She asks, and says what it is for.", "We meet at eleven each Sunday."),
    *("It is the cheapest.", "Let a line be ruled in three words."),
    "Who paid for the diesel in 2024?",
    "Did the minister say “we have no money for it”?",
    "I think the 312 children deserve better.",
    "The province should pay for eleven boats.",
    "We must bring back the boats before June.",
    "It ought to cost less than the car.",
    "Let us begin with three schools.",
    "Perhaps half of them will come back.",
    "In my view this is the largest mistake of all.",
    "I hope that Phnom Penh listened.",
    "A boat is a road.",
    "Nobody listens.",
    "That said, there is hope.",
    "It must be said plainly.",
    "You may disagree.",
    "The river is beautiful in the morning.",
    "And yet it moves.",
    "Children learn what they see.",
    "It was “free”, they tell us.",
    "Peace is not a present.",
    "Cambodia is a country of rivers.",
    "Nothing is as stubborn as hope.",
    "One boat is enough.",
    "I am not asking for a new ministry or a donor’s logo.",
    "សាលាបិទហើយ។",
    "We need to talk about the twelve villages.",
    "Maybe Sok Dara signed it.",
]


@pytest.mark.parametrize("sentence", FACTS)
def test_a_sentence_that_states_a_fact_is_marked(sentence):
    assert is_factual(sentence)


@pytest.mark.parametrize("sentence", NOT_FACTS)
def test_a_question_an_opinion_or_a_turn_of_phrase_is_not_marked(sentence):
    assert why_factual(sentence) == ""


def test_each_rule_says_in_words_why_it_marks():
    reasons = {why_factual(sentence) for sentence in FACTS}

    assert reasons == {
        "It quotes somebody",
        "It says who said or found it",
        "It gives a figure",
        "It gives a date",
        "It says what is first, only or largest",
        "It says what somebody did",
    }


@given(st.text(alphabet="aA1 .!?“”\"'[](){}|\n#>*^:។", max_size=200))
def test_any_text_is_cut_without_losing_a_word(text):
    found = sentences(text)

    assert all(each.text == each.text.strip() != "" for each in found)
    assert [words_of(each.text) for each in found] == [each.key for each in found]


@pytest.mark.parametrize(
    "text", ["a. " * 30_000, "“" * 60_000, "A " * 40_000, "1.A" * 9_000]
)
def test_no_text_keeps_the_cutter_busy(text):
    started = time.monotonic()

    for each in sentences(text):
        assert each.why or not each.is_factual

    assert time.monotonic() - started < 5
