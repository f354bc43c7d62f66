import datetime as dt
from dataclasses import dataclass

import pytest

from articles.models import AI_LABELS, Picture, SourceType
from articles.pictures import card_problems, suggested_credit
from articles.pictures.card import names_nobody

AI_SENTENCE = (
    "“AI” is not a credit. Write who made it and with what, for example: "
    "Illustration: generated with Atelier 3, prompt by Dara Lim, for The Four Rivers."
)


def photograph(**fields) -> Picture:
    return Picture(
        **{
            "source_type": SourceType.PHOTO,
            "credit": "Photograph: Dara Lim",
            "alt": "A raised barrier on a road.",
        }
        | fields
    )


def generated(**fields) -> Picture:
    return photograph(
        **{
            "source_type": SourceType.AI,
            "credit": "Illustration: generated with Atelier 3, prompt by Dara Lim, "
            "for The Four Rivers.",
            "ai_tool": "Atelier 3",
            "ai_prompter": "Dara Lim",
            "responsible": "Malis Keo",
        }
        | fields
    )


@pytest.mark.parametrize("picture", [photograph(), generated()])
def test_a_whole_card_lacks_nothing(picture):
    assert card_problems(picture) == []


def test_an_empty_card_says_everything_it_lacks():
    problems = card_problems(Picture())

    assert problems == [
        "Say what the picture is: a photograph, a drawing, a chart, made with AI.",
        "The picture has no credit. Write who made it, for example: "
        "Photograph: Dara Lim.",
        "Say what the picture shows, for those who cannot see it, "
        "or mark it as decoration.",
    ]


@pytest.mark.parametrize("source_type", [*AI_LABELS, "", SourceType.PHOTO])
def test_ai_alone_is_refused_as_a_credit_with_what_to_write(source_type):
    picture = photograph(source_type=source_type, credit="AI")

    assert AI_SENTENCE in card_problems(picture)


def test_what_to_write_uses_what_the_card_knows(settings):
    settings.PAPER_NAME = "The Five Lakes"

    (problem,) = card_problems(
        generated(credit="AI", ai_tool="Pinsel 2", ai_prompter="Sok Nary")
    )

    assert problem.endswith(
        "Illustration: generated with Pinsel 2, prompt by Sok Nary, for The Five Lakes."
    )


@pytest.mark.parametrize(
    "credit",
    """AI|ai|A.I.|a.i|A. I.|（ＡＩ）|AI.|“AI”|AI-generated|AI generated image
    Image: AI|Illustration by AI|Credit: AI|made with AI|Artificial intelligence
    Midjourney|Midjourney v6.1|DALL-E 3|DALL·E|ChatGPT|GPT-4o|Stable Diffusion XL
    Adobe Firefly|Image created using Google Gemini|AI / Midjourney|Photo
    Photo: internet|Source: Google Images|unknown|n/a|-|...|2026""".replace(
        "\n    ", "|"
    ).split("|"),
)
def test_what_names_nobody_is_no_credit(credit):
    assert names_nobody(credit)
    assert "is not a credit" in card_problems(photograph(credit=credit))[0]


def test_the_tool_on_the_card_alone_is_no_credit():
    (problem,) = card_problems(generated(credit="Atelier 3"))

    assert problem.startswith("“Atelier 3” is not a credit.")


@pytest.mark.parametrize(
    "credit",
    [
        "Dara Lim",
        "Ai Weiwei",
        "Photo: AP",
        "J.K.",
        "Photograph: Dara Lim, altered with AI",
        "រូបថត៖ ដារ៉ា លឹម",
        "王",
        "Google Earth",
        "Illustration: generated with Midjourney, prompt by Dara Lim",
    ],
)
def test_a_name_is_a_credit(credit):
    assert not names_nobody(credit)
    assert card_problems(photograph(credit=credit)) == []


@pytest.mark.parametrize("source_type", AI_LABELS)
@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("ai_tool", "Name the AI tool and its version."),
        ("ai_prompter", "Say who wrote the prompt."),
        ("responsible", "Name the person who answers for it."),
    ],
)
def test_a_picture_made_with_ai_says_with_what_and_by_whom(source_type, field, problem):
    picture = generated(source_type=source_type, **{field: "  "})

    assert card_problems(picture) == [problem]


def test_nothing_of_that_is_asked_of_a_photograph():
    assert card_problems(photograph(ai_tool="", responsible="")) == []


def test_a_decorative_picture_needs_no_description():
    assert card_problems(photograph(alt="", is_decorative=True)) == []
    assert card_problems(photograph(alt=" ")) != []


@pytest.mark.parametrize(
    ("day", "problems"),
    [
        (dt.date(2026, 11, 22), []),
        (dt.date(2026, 11, 23), []),
        (
            dt.date(2026, 11, 24),
            [
                "The licence ended on 23 November 2026. "
                "Renew it or choose another picture."
            ],
        ),
    ],
)
def test_a_licence_holds_to_the_end_of_its_last_day(day, problems):
    picture = photograph(licence_ends_on=dt.date(2026, 11, 23))

    assert card_problems(picture, at=day) == problems


def test_the_day_is_today_unless_given():
    assert card_problems(photograph(licence_ends_on=dt.date(2020, 1, 1)))
    assert not card_problems(photograph(licence_ends_on=dt.date(2999, 1, 1)))


@pytest.mark.parametrize(
    ("source_type", "credit"),
    [
        (
            SourceType.AI,
            "Illustration: generated with Atelier 3, prompt by Dara Lim, for The Lake.",
        ),
        (
            SourceType.AI_ALTERED,
            "Photograph: altered with Atelier 3, prompt by Dara Lim, for The Lake.",
        ),
        (SourceType.PHOTO, ""),
    ],
)
def test_a_credit_is_suggested_from_the_card_and_passes(source_type, credit):
    picture = generated(source_type=source_type)

    assert suggested_credit(picture, "The Lake") == credit
    assert not credit or not card_problems(generated(credit=credit))


def test_nothing_is_suggested_before_the_tool_is_named():
    assert suggested_credit(generated(ai_tool=" "), "The Lake") == ""
    assert (
        suggested_credit(generated(ai_prompter=""), "The Lake")
        == "Illustration: generated with Atelier 3, for The Lake."
    )


def test_a_card_need_not_be_a_row():
    @dataclass
    class Typed:
        source_type: str = SourceType.DRAWING
        is_ai: bool = False
        credit: str = "Drawing: Oum Sovann"
        alt: str = "A boat."
        is_decorative: bool = False
        ai_tool: str = ""
        ai_prompter: str = ""
        responsible: str = ""
        licence_ends_on: dt.date | None = None

    assert card_problems(Typed()) == []
