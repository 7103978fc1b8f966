"""Whatever is composed, every mark quotes the words it was put around."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samples.markup import Rich, join, parse, plain_capitals

WORDS = st.text(alphabet="abcéèœçÉ 0123456789,/\n'-", max_size=12)
PIECES = st.lists(st.tuples(WORDS, st.booleans()), max_size=12)


def composed(pieces: list[tuple[str, bool]]) -> Rich:
    return parse("".join(f"{{m{n}|{words}}}" if marked else words for n, (words, marked) in enumerate(pieces)))


@given(PIECES)
def test_a_mark_quotes_its_words(pieces: list[tuple[str, bool]]) -> None:
    rich = composed(pieces)
    assert rich.text == "".join(words for words, _ in pieces)
    said = {f"m{n}": words for n, (words, marked) in enumerate(pieces) if marked}
    assert {mark.name: rich.text[mark.start : mark.end] for mark in rich.marks} == said


@given(st.lists(PIECES, max_size=4), st.sampled_from(["", " ", "\n\n"]))
def test_joining_and_capitals_keep_every_quote(parts: list[list[tuple[str, bool]]], separator: str) -> None:
    riches = [composed(pieces) for pieces in parts]
    capitals = join([rich.rewritten(plain_capitals) for rich in riches], separator)
    quotes = [plain_capitals(rich.text[m.start : m.end]) for rich in riches for m in rich.marks]
    assert [capitals.text[m.start : m.end] for m in capitals.marks] == quotes
