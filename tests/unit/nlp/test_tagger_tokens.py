from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.sections import fold
from nlp.tagger.tokens import LINE_END, line_starts, stem, tokenise


def test_elisions_numbers_and_line_ends_are_tokens_of_their_own() -> None:
    assert tokenise(fold("Pas d'HTA, T° 38,5\n\n- BPCO")).words == (
        "pas", "d'", "hta", ",", "t", "°", "00,0", LINE_END, "-", "bpco",
    )  # fmt: skip


def test_each_token_knows_the_start_of_its_line() -> None:
    assert line_starts(tokenise("toux\nfievre forte")) == (0, 0, 2, 2)


def test_singular_and_plural_have_one_stem() -> None:
    assert stem("vomissements") == stem("vomissement")
    assert stem("nausees") == stem("nausee")


@given(st.text(alphabet="aéœ '’\n-,.38°²", max_size=60))
def test_tokens_stand_in_order_and_carry_the_texts_own_characters(text: str) -> None:
    folded = fold(text)
    tokens = tokenise(folded)
    previous = 0
    for start, end, word in zip(tokens.starts, tokens.ends, tokens.words, strict=True):
        assert previous <= start < end
        assert word == LINE_END or len(word) == end - start
        assert folded[previous:start].strip() == ""
        previous = end
    assert folded[previous:].strip() == ""


@given(st.text(alphabet="ab c\n", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_places_of_the_text_lead_to_the_tokens_that_touch_them(text: str, one: int, other: int) -> None:
    start, end = sorted((one, other))
    tokens = tokenise(text)
    touched = [i for i in range(len(tokens)) if tokens.ends[i] > start and tokens.starts[i] < end]
    found = list(range(tokens.first_from(start), tokens.last_before(end)))
    assert found == touched or start == end
