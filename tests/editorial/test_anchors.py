"""Some words of a text, found again in another."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.anchors import Anchor, How, Reading, key

TEXT = """The guns are quiet. **Forty men** died on the escarpment in July, he said.

> “Nobody asked us,” she told the court. It was true.

The guns are quiet. Leverage is a wasting asset."""


def test_words_are_found_where_they_stood_whatever_marks_were_set():
    was = Reading(TEXT)
    anchor = was.mark("Forty men died")

    now = Reading(TEXT.replace("**Forty men**", "*Forty men*,"))

    place = now.find(anchor)
    assert (place.how, place.words) == (How.EXACT, "Forty men, died")
    assert now.passages[place.passage][place.start : place.end] == place.words


def test_of_the_same_words_twice_each_keeps_its_own_place():
    was = Reading(TEXT)
    second = was.mark("The guns are quiet", nth=1)

    place = Reading(f"Something new. {TEXT}").find(second)

    assert (place.how, place.passage) == (How.EXACT, 2)


def test_words_among_others_have_moved():
    anchor = Reading(TEXT).mark("Forty men died on the escarpment")

    place = Reading("Elsewhere, Forty men died on the escarpment too.").find(anchor)

    assert place.how is How.MOVED


def test_a_sentence_with_one_other_word_is_changed_and_shown_as_it_is():
    was = Reading(TEXT)
    anchor = was.anchor(was.sentences[1])
    now = Reading(TEXT.replace("Forty", "Sixty"))

    place = now.find_sentence(anchor)

    assert place.how is How.CHANGED
    assert place.words == "Sixty men died on the escarpment in July, he said."


def test_a_sentence_with_more_words_is_another_sentence():
    was = Reading("The war ended. Then came peace.")
    anchor = was.anchor(was.sentences[0])
    now = Reading("The war ended badly. Then came peace.")

    assert now.find(anchor).stands
    assert now.find_sentence(anchor).how is How.CHANGED


def test_a_sentence_rewritten_whole_is_known_by_what_stands_beside_it():
    was = Reading(TEXT)
    anchor = was.anchor(was.sentences[1])
    now = Reading(
        TEXT.replace(
            "**Forty men** died on the escarpment in July, he said", "All came home"
        )
    )

    assert now.find_sentence(anchor).words.startswith("All came home")


def test_a_sentence_taken_out_is_gone_and_what_another_claims_is_not_it():
    was = Reading("It rained in March 2019. He left in May 2019. He left in May 2020.")
    anchor = was.anchor(was.sentences[1])
    now = Reading("It rained in March 2019. He left in May 2020.")

    assert now.find_sentence(anchor).how is How.CHANGED
    assert now.find_sentence(anchor, {"he left in may 2020"}).how is How.GONE
    assert Reading("").find(anchor).how is How.GONE


def test_khmer_without_spaces_is_found_within_a_line_and_known_when_changed():
    text = "ខ្ញុំទៅផ្សារ។ គាត់មកផ្ទះនៅថ្ងៃនេះ។ យើងញ៉ាំបាយ។"
    was = Reading(text)
    sentence = was.anchor(was.sentences[1])

    within = was.find(Anchor("មកផ្ទះ"))
    changed = Reading(text.replace("គាត់", "នាង")).find_sentence(sentence)
    parted = Reading(text.replace("មក", "មក\u200b")).find_sentence(sentence)

    assert (within.how, within.words) == (How.EXACT, "មកផ្ទះ")
    assert (changed.how, changed.words) == (How.CHANGED, "នាងមកផ្ទះនៅថ្ងៃនេះ។")
    assert parted.how is How.EXACT


@settings(max_examples=30, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(["rice", "river", "boat", "ក្រុង", "40%", "né"]), min_size=4
    ),
    data=st.data(),
)
def test_any_words_of_a_text_are_found_where_they_stand(words, data):
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    reading = Reading(". ".join(words))
    anchor = reading.mark(" ".join(words[start:end]))

    place = reading.find(anchor)

    assert place.how is How.EXACT
    assert key(place.words) == key(" ".join(words[start:end]))
    assert reading.passages[place.passage][place.start : place.end] == place.words


_WORDS = ["rice", "river", "boat", "ក្រុង", "40%", "né", "**rice**", "“boat”", "river."]
_PARAGRAPH = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12).map(" ".join)
_OTHERS = st.lists(_PARAGRAPH, max_size=5)


@settings(max_examples=30, deadline=None)
@given(above=_OTHERS, below=_OTHERS, edited=st.tuples(_OTHERS, _OTHERS))
def test_words_nobody_touched_survive_any_edit_of_the_other_paragraphs(
    above, below, edited
):
    mine = "Forty men died on the escarpment in July. ប្រាសាទព្រះវិហារ stood there."
    was = Reading("\n\n".join([*above, mine, *below]))
    part, khmer = was.mark("died on the escarpment"), was.mark("ព្រះវិហារ")
    (forty,) = (each for each in was.sentences if each.words.startswith("Forty"))
    sentence = was.anchor(forty)

    now = Reading("\n\n".join([*edited[0], mine, *edited[1]]))

    for anchor, place in (
        (part, now.find(part)),
        (khmer, now.find(khmer)),
        (sentence, now.find_sentence(sentence)),
    ):
        assert place.stands
        assert place.words == anchor.quote
        assert place.passage == len(edited[0])


def test_three_hundred_places_in_a_very_long_text_take_no_time():
    lines = [
        f"Village {n} lost {n * 7} houses when the river came." for n in range(1500)
    ]
    text = "\n\n".join(" ".join(lines[at : at + 5]) for at in range(0, 1500, 5))
    was = Reading(text)
    anchors = [was.anchor(each) for each in was.sentences[::5]]
    began = time.perf_counter()

    now = Reading(text.replace("houses", "homes"))
    found = {now.find_sentence(anchor).how for anchor in anchors}

    assert found == {How.CHANGED}
    assert time.perf_counter() - began < 10
