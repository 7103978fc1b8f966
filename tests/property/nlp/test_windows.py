"""Whatever the text: windows hold all of it, each fits, and they overlap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.llm.grounding import Places
from nlp.llm.neutral import neutral
from nlp.llm.windows import windows
from nlp.text import ClinicalText

WORDS = st.sampled_from(
    ["Antécédents : ", "HTA. ", "mot ", "\n\n", "x" * 90, "Conclusion :\n", "CRP 4,5 mg/L ; ", "é", " ", "😀", "\t"]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=120).map("".join), st.text(max_size=600))


def count(text: str) -> int:
    return -(-len(text.encode()) // 3)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS, st.integers(20, 200))
def test_all_of_the_text_is_shown_in_windows_that_fit(written: str, room: int) -> None:
    text = ClinicalText.of(written)
    found = windows(text, count, room)
    if not written.strip():
        assert found == ()
        return
    assert (found[0].start, found[-1].end) == (0, len(written))
    for one, following in pairwise(found):
        assert one.start < following.start <= one.end < following.end
    for window in found:
        assert count(written[window.start : window.end]) <= room


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=300))
def test_a_neutral_text_has_its_places_and_no_tokens_of_a_template(written: str) -> None:
    shown = neutral(written)
    assert len(shown) == len(written)
    assert not {"<|", "|>", "</", "⟦", "⟧"} & {shown[i : i + n] for n in (1, 2) for i in range(len(shown))}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS.filter(str.strip), st.data())
def test_every_stretch_of_whole_words_is_found_where_it_stands(written: str, data: st.DataObject) -> None:
    text = ClinicalText.of(written)
    words = written.split()
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : first + 3])
    for place in Places(text).all(quote):
        assert 0 <= place.start < place.end <= len(written)
