"""What was typed or ticked in a PDF form: the text layer leaves it out, so pdfplumber reads the fields' values.

PDFium draws the fields, and that drawing says where in its field a value stands and whether anyone can see it.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from ingestion.form_ink import FieldValue, FormInk
from ingestion.pdf_text import LayerWord

if TYPE_CHECKING:
    import pdfplumber

_SAME_LETTERS = 0.9
"""Of a stored value: with fewer of them in its drawing, a file shows one thing and says another."""
_MOST_PARENTS = 32
"""A field takes what it does not say from its parents; a hostile file's may go round in a circle."""

_UNSEEN_FLAGS = 1 | 2 | 32
"""Invisible, Hidden, NoView (ISO 32000-1, table 165)."""
_PUSH_BUTTON = 1 << 16
_PASSWORD = 1 << 13
TICKED, EMPTY = "☑", "☐"


@dataclass(frozen=True)
class FormWords:
    """The words of a page's form fields: those that are seen, and the values that nobody sees."""

    seen: tuple[LayerWord, ...]
    hidden: tuple[str, ...]

    def __repr__(self) -> str:
        return f"FormWords({len(self.seen)} seen, {len(self.hidden)} hidden)"


class Form:
    """The form of an open document."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _file(self) -> pdfplumber.pdf.PDF:
        import pdfplumber

        return pdfplumber.open(self._path)

    def words(self, page: pypdfium2.PdfPage, index: int) -> FormWords:
        """What the fields of a page hold. Raises whatever pdfplumber meets in a broken form."""
        fields = self._file.pages[index]
        values = list(_values(fields))
        fields.close()
        if not values:
            return FormWords((), ())
        ink = FormInk(page)
        drawn = self._drawn_texts(index, values)
        seen: list[LayerWord] = []
        hidden: list[str] = []
        for value, text in zip(values, drawn, strict=True):
            forged = not value.unseen and not value.is_box and not _says(text, value.text)
            shown = replace(value, text=text) if forged else value
            words = [] if value.unseen else ink.words(shown)
            seen += words
            if forged or (not words and value.text != EMPTY):
                hidden += value.text.split()
        return FormWords(tuple(seen), tuple(hidden))

    def _drawn_texts(self, index: int, values: Sequence[FieldValue]) -> list[str]:
        """What the page says within each field once the fields are part of it: not always what the fields store."""
        with contextlib.closing(pypdfium2.PdfDocument(self._path)) as document:
            document.init_forms()
            with contextlib.closing(document[index]) as page:
                if pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_FAIL:
                    raise ValueError("the form could not be drawn into its page")
            with contextlib.closing(document[index]) as page, contextlib.closing(page.get_textpage()) as layer:
                return [layer.get_text_bounded(*value.rect) for value in values]

    def close(self) -> None:
        """Let go of the file."""
        if "_file" in self.__dict__:
            # pdfplumber takes all pages once more to close them, and fails on a broken one as it did before.
            with contextlib.suppress(Exception):
                self._file.close()


def open_form(document: pypdfium2.PdfDocument, path: Path) -> Form | None:
    """The document's form, made ready to be drawn; None for a document without one. Call before taking pages."""
    if document.get_formtype() == pdfium.FORMTYPE_NONE:
        return None
    document.init_forms()
    return Form(path)


def _values(page: pdfplumber.page.Page) -> Iterator[FieldValue]:
    """Fields with a value, and boxes to be ticked."""
    from pdfplumber.utils.pdfinternals import resolve_and_decode

    for annotation in page.annots:
        field = _with_parents(annotation["data"])
        if resolve_and_decode(field.get("Subtype")) != "Widget":
            continue
        kind, flags = resolve_and_decode(field.get("FT")), _number(field.get("Ff"))
        is_box = kind == "Btn"
        if is_box and not flags & _PUSH_BUTTON:
            text = EMPTY if resolve_and_decode(field.get("AS")) in {None, "Off"} else TICKED
        elif kind == "Ch" or (kind == "Tx" and not flags & _PASSWORD):
            text = _text(field)
        else:
            continue
        corners = [float(side) for side in resolve_and_decode(field["Rect"])]
        rect = (min(corners[0::2]), min(corners[1::2]), max(corners[0::2]), max(corners[1::2]))
        if text.strip():
            yield FieldValue(text, rect, bool(_number(field.get("F")) & _UNSEEN_FLAGS), is_box)


def _with_parents(field: Mapping[str, object]) -> dict[str, object]:
    from pdfminer.pdftypes import resolve1

    whole = dict(field)
    for _ in range(_MOST_PARENTS):
        parent = resolve1(whole.pop("Parent", None))
        if not isinstance(parent, dict):
            break
        whole = {**parent, **whole}
    return whole


def _number(value: object) -> int:
    from pdfminer.pdftypes import resolve1

    number = resolve1(value)
    return number if isinstance(number, int) else 0


def _text(field: Mapping[str, object]) -> str:
    """A text as typed, or the shown names of what was chosen."""
    from pdfminer.pdftypes import PDFStream, resolve1
    from pdfplumber.utils.pdfinternals import resolve_and_decode

    value = resolve1(field.get("V"))
    if isinstance(value, PDFStream):
        value = value.get_data()
    chosen = resolve_and_decode(value)
    options = resolve_and_decode(resolve1(field.get("Opt"))) or []
    names = {option[0]: option[1] for option in options if isinstance(option, list) and len(option) == 2}
    chosen = chosen if isinstance(chosen, list) else [chosen]
    return "\n".join(names.get(item, item) for item in chosen if isinstance(item, str))


def _says(drawn: str, stored: str) -> bool:
    """Whether the letters that are drawn are those that are stored; their order may be another in a wrapped field."""
    wanted, there = (Counter(char for char in text.casefold() if char.isalnum()) for text in (stored, drawn))
    return (wanted & there).total() >= _SAME_LETTERS * wanted.total()
