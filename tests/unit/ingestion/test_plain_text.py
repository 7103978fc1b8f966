"""Typed text stays as it was typed."""

from __future__ import annotations

import unicodedata

import pytest

from ingestion.limits import Limits
from ingestion.plain_text import read_plain_text
from records.document import PageSource
from records.errors import EmptyFile, FileTooLarge, TooManyPages, UnsupportedFile

LETTER = "Cher confrère,\n\n  Mme Berthe Olivier, 81 ans,\tva bien.\nT° 37,2 °C"


def test_the_text_is_untouched_and_every_word_has_its_place() -> None:
    (page,) = read_plain_text(LETTER.encode(), Limits())
    assert page.text == LETTER
    assert [page.text[word.start : word.end] for word in page.words] == LETTER.split()
    assert page.source is PageSource.PLAIN_TEXT
    assert page.soft_breaks == ()


def test_boxes_follow_rows_and_columns() -> None:
    (page,) = read_plain_text(LETTER.encode(), Limits())
    by_text = {word.text: word.box for word in page.words}
    assert by_text["Cher"].top == 0
    assert by_text["Mme"].top > by_text["Cher"].bottom
    assert by_text["confrère,"].left > by_text["Cher"].right


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_give_the_same_text(encoding: str) -> None:
    assert read_plain_text(LETTER.encode(encoding), Limits())[0].text == LETTER


def test_accents_behind_their_letter_join_it() -> None:
    apart = unicodedata.normalize("NFD", LETTER)
    assert apart != LETTER
    (page,) = read_plain_text(apart.encode(), Limits())
    assert page.text == LETTER
    assert [page.text[word.start : word.end] for word in page.words] == LETTER.split()


def test_line_ends_of_windows_become_newlines() -> None:
    assert read_plain_text(b"un\r\ndeux\rtrois", Limits())[0].text == "un\ndeux\ntrois"


def test_form_feeds_separate_pages() -> None:
    pages = read_plain_text(b"un\fdeux\f", Limits())
    assert [(page.number, page.text) for page in pages] == [(1, "un"), (2, "deux")]
    with pytest.raises(TooManyPages):
        read_plain_text(b"un\fdeux", Limits(max_pages=1))


def test_too_long_blank_or_binary_text_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        read_plain_text(b"a" * 2_000_001, Limits())
    with pytest.raises(EmptyFile):
        read_plain_text(b"\f \f\n", Limits())
    with pytest.raises(UnsupportedFile):
        read_plain_text(b"texte" + bytes(3) + b"suite", Limits())
