"""What somebody wrote, parted from what their program put around it."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.inbox import parse, reading
from editorial.inbox.wording import answer_in, text_of_html, unflowed

OURS = ("The Four Rivers", "opinion@paper.example")
MAILS = Path(__file__).parent / "mails"


def answer(name):
    return answer_in(reading.read(parse((MAILS / name).read_bytes())).text, ours=OURS)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "gmail.eml",
            "It is 190, from the registers of 2024. The minister’s “two hundred” was\n"
            "a round figure.\n\nInes",
        ),
        (
            "outlook.eml",
            "It is 190 – see the registers. The café “Le Fleuve” has a copy.\n\n"
            "Kind regards,\nInes",
        ),
        (
            "outlook-html-only.eml",
            "It is 190 – see the registers. The café “Le Fleuve” has a copy "
            "<https://registers.example/2024>.\n\nKind regards,\n\nInes",
        ),
        ("apple.eml", "Yes, 190. I counted twice."),
        (
            "thunderbird.eml",
            "It is 190, and I have the pages of the register that say so: I "
            "photographed them in March.",
        ),
        ("khmer.eml", "បាទ គឺ ១៩០ តាមបញ្ជីឆ្នាំ ២០២៤។"),
    ],
)
def test_only_the_answer_is_left(name, said):
    assert answer(name) == said


def test_answers_between_the_lines_keep_the_lines():
    said = answer("between-the-lines.eml")

    assert "> Is 190 right?\n\nYes.\n\n> And the year?\n\n2024." in said


@pytest.mark.parametrize(
    "text",
    [
        "It is in print.\n\nThe minister wrote on 3 May 2024:\n\n> Two hundred died.",
        "> Two hundred died.\n\nThat is what he said.",
        "See this:\n\n---------- Forwarded message ---------\nFrom: Ministry "
        "<press@ministry.example>\nDate: Mon, 3 May 2024\nSubject: Figures\nTo: me\n\n"
        "Two hundred died.",
        "See:\n\nFrom: Ministry <press@ministry.example>\nSent: 3 May 2024 10:00\n"
        "To: Ines\nSubject: Figures\n\nTwo hundred died.",
        "I wrote to The Four Rivers in 2024: nobody answered.\n\nNobody.",
        "Point one -- a list:\n--\n" + "line\n" * 20 + "end",
        "A dash:\n\n--\n> not a signature",
    ],
)
def test_what_we_are_not_sure_of_stays(text):
    assert answer_in(text, ours=OURS) == text


def test_a_mail_that_is_all_quotation_comes_whole():
    text = "On 22 Nov 2026 16:35, The Four Rivers wrote:\n> Is 190 right?"

    assert answer_in(text, ours=OURS) == text


def test_a_signature_beneath_the_quotation_goes_with_it():
    text = (
        "Yes.\n\nOn 22 Nov 2026 16:35, The Four Rivers wrote:\n> Is 190 right?\n\n"
        "-- \nInes Duarte"
    )

    assert answer_in(text, ours=OURS) == "Yes."


def test_an_answer_right_above_the_head_is_not_taken_for_a_part_of_it():
    text = "Yes.\nOn 22 Nov 2026 16:35, The Four Rivers wrote:\n> Is 190 right?"

    assert answer_in(text, ours=OURS) == "Yes."


def test_a_page_becomes_text_without_what_runs_in_it():
    text = text_of_html(
        "<title>t</title><script>alert(1)</script><style>p{}</style>"
        "<p onclick=x>One<br>two</p><ul><li>a</li><li>b</li></ul>"
        '<img src="https://spy.example/p.gif"><a href="javascript:alert(1)">go</a>'
        "<blockquote>old<br>older</blockquote>&lt;b&gt;"
    )

    assert text == "One\ntwo\n\n- a\n- b\n\ngo\n\n> old\n> older\n\n<b>"


def test_lines_broken_to_fit_are_whole_again():
    text = "One \ntwo\n> old \n> older\n-- \nInes"

    assert unflowed(text) == "One two\n> old older\n-- \nInes"


def test_a_script_without_spaces_is_broken_without_one():
    assert unflowed("ប្រាក់ \nខែ", drops_space=True) == "ប្រាក់ខែ"


@given(
    st.lists(
        st.sampled_from(
            [
                "> x",
                "",
                "On 2024 opinion@paper.example:",
                "-- ",
                "a:",
                "From: The Four Rivers",
                "word",
                "Sent from my x",
            ]
        )
    )
)
def test_a_mail_with_words_never_comes_out_empty(lines):
    text = "\n".join(lines)

    said = answer_in(text, ours=OURS)

    assert bool(said.strip()) == bool(text.strip())
    assert all(line in ["", "--", *lines] for line in said.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "-" * 400_000 + "x",
        "> \n" * 150_000 + "x",
        "a:\n" * 150_000,
        " " * 450_000 + "x",
        "On 2024 The Four Rivers:" * 20_000,
        "<" * 200_000,
        "<div>" * 90_000,
        "<blockquote>" * 40_000,
    ],
)
def test_a_text_made_to_wear_us_out_is_read_in_a_moment(text):
    begun = time.perf_counter()

    answer_in(text, ours=OURS)
    text_of_html(text)
    unflowed(text)

    assert time.perf_counter() - begun < 5
