"""Where everything stands: lines are wrapped, blocks are shared out over A4 pages.

Nothing is drawn here. A block is never split, so no value is torn apart by a page break.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from samples.blocks import (
    Band,
    Block,
    Gap,
    Heading,
    Identity,
    Letterhead,
    Paragraph,
    Row,
    Sheet,
    Signature,
    Title,
    body_text,
)
from samples.markup import Rich, join

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
MARGIN, TOP, BOTTOM = 54.0, 46.0, 58.0
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
CELL_PAD = 3.0

Measure = Callable[[str, bool, float], float]
"""Width in points of a text, bold or not, at a size."""


@dataclass(frozen=True, slots=True)
class Style:
    """A hospital's house style."""

    font: str
    """`Helvetica`, `Times` or `Courier`: fonts that every PDF reader has."""
    size: float
    accent: tuple[float, float, float]
    heading: str
    """`bar`, `underline` or `capitals`."""
    logo: str
    leading: float = 1.28


STYLES = {
    "bleu": Style("Helvetica", 9.6, (0.10, 0.26, 0.52), "bar", "cross"),
    "sobre": Style("Times", 10.8, (0.15, 0.15, 0.15), "underline", "none"),
    "vert": Style("Helvetica", 9.8, (0.10, 0.42, 0.30), "underline", "leaves"),
    "machine": Style("Courier", 9.0, (0.1, 0.1, 0.1), "capitals", "waves", 1.22),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print: runs of text, each bold or not."""

    runs: tuple[tuple[str, bool], ...]

    def width(self, size: float, measure: Measure) -> float:
        """In points."""
        return sum(measure(text, bold, size) for text, bold in self.runs)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block on its page; `y` is its upper edge, in points from the page's foot."""

    block: Block
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class LaidPage:
    """A page, ready to be drawn."""

    number: int
    total: int
    placed: tuple[Placed, ...]


FITTING_SIZES = (1.0, 0.96, 0.92, 0.88)
"""Sizes of print, as shares of the house style's, tried to save a last page that is nearly empty."""
NEARLY_EMPTY = 0.24


def fitted(sheet: Sheet, measure: Measure) -> tuple[Style, tuple[LaidPage, ...]]:
    """The house style and the pages; a little smaller where that saves a nearly empty last page."""
    house = STYLES[sheet.style]
    first = lay_out(sheet, house, measure)
    last = sum(placed.height for placed in first[-1].placed)
    if len(first) > 1 and last < NEARLY_EMPTY * PAGE_HEIGHT:
        for share in FITTING_SIZES[1:]:
            style = replace(house, size=house.size * share)
            pages = lay_out(sheet, style, measure)
            if len(pages) < len(first):
                return style, pages
    return house, first


def lay_out(sheet: Sheet, style: Style, measure: Measure) -> tuple[LaidPage, ...]:
    """The sheet's blocks shared out over pages."""
    pages: list[list[Placed]] = [[]]
    y = PAGE_HEIGHT - TOP
    heights = [block_height(block, style, measure) for block in sheet.blocks]
    for index, (block, height) in enumerate(zip(sheet.blocks, heights, strict=True)):
        needed = height
        if isinstance(block, (Heading, Band)):
            needed += _first_height(sheet.blocks[index + 1 :], heights[index + 1 :])
        if y - needed < BOTTOM and pages[-1]:
            pages.append([])
            y = PAGE_HEIGHT - TOP - 2.4 * style.size
        pages[-1].append(Placed(block, y, height))
        y -= height
    return tuple(LaidPage(number, len(pages), tuple(placed)) for number, placed in enumerate(pages, 1))


def _first_height(blocks: tuple[Block, ...], heights: list[float]) -> float:
    """Height down to the end of the first block that prints something: a heading is not left behind alone."""
    total = 0.0
    for block, height in zip(blocks, heights, strict=True):
        total += height
        if not isinstance(block, Gap):
            break
    return total


def page_texts(sheet: Sheet, pages: tuple[LaidPage, ...]) -> tuple[Rich, ...]:
    """What stands on each page, in the order it is drawn: running head, blocks, foot."""
    return tuple(
        join(
            [
                part
                for part in (
                    _running_head(sheet, page),
                    body_text(tuple(p.block for p in page.placed)),
                    _foot(sheet, page),
                )
                if part.text
            ],
            "\n\n",
        )
        for page in pages
    )


def footer_text(sheet: Sheet, page: LaidPage) -> str:
    """The line at a page's foot."""
    return f"{sheet.footer}  Page {page.number}/{page.total}"


def _running_head(sheet: Sheet, page: LaidPage) -> Rich:
    return sheet.running_head if page.number > 1 else Rich("")


def _foot(sheet: Sheet, page: LaidPage) -> Rich:
    return Rich(footer_text(sheet, page))


def block_height(block: Block, style: Style, measure: Measure) -> float:
    """In points, space below included."""
    step = style.size * style.leading
    match block:
        case Gap():
            return block.height
        case Letterhead():
            left = len(wrap(block.left, TEXT_WIDTH * 0.56, style.size, measure))
            right = len(wrap(block.right, TEXT_WIDTH * 0.42, style.size, measure))
            return max(left * step + 34, right * step + 40) + 12
        case Title():
            return style.size * 1.4 * 1.35 * len(wrap(block.rich, TEXT_WIDTH, style.size * 1.4, measure)) + 14
        case Identity():
            return step * len(wrap(block.rich, TEXT_WIDTH - 16, style.size, measure)) + 22
        case Heading():
            return step + 14
        case Band():
            return step + 3
        case Paragraph():
            return step * len(paragraph_lines(block, style, measure)) + block.space
        case Row():
            return step * max(len(lines) for lines in cell_lines(block, style, measure)) + 2.5
        case Signature():
            return step * len(wrap(block.rich, TEXT_WIDTH * 0.5, style.size, measure)) + 62


def paragraph_lines(block: Paragraph, style: Style, measure: Measure) -> list[Line]:
    """The lines of a paragraph; all but the first give way to the indent."""
    return wrap(block.rich, TEXT_WIDTH - block.indent, style.size, measure, first=TEXT_WIDTH)


def cell_lines(row: Row, style: Style, measure: Measure) -> list[list[Line]]:
    """The lines of each cell of a row."""
    widths = (TEXT_WIDTH * share - 2 * CELL_PAD for share in row.shares)
    return [wrap(cell, width, style.size, measure) for cell, width in zip(row.cells, widths, strict=True)]


def wrap(rich: Rich, width: float, size: float, measure: Measure, *, first: float | None = None) -> list[Line]:
    """Lines no wider than `width` points, the first no wider than `first`; a word too long stands alone."""
    lines: list[Line] = []
    position = 0
    for hard_line in rich.text.split("\n"):
        words: list[tuple[int, int]] = []
        for word_start, word_end in _words(hard_line):
            start = words[0][0] if words else word_start
            room = first if first is not None and not lines else width
            line = _line(rich, position + start, position + word_end)
            if words and line.width(size, measure) > room:
                lines.append(_line(rich, position + words[0][0], position + words[-1][1]))
                words = []
            words.append((word_start, word_end))
        lines.append(_line(rich, position + words[0][0], position + words[-1][1]) if words else Line(()))
        position += len(hard_line) + 1
    return lines


def _words(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for word in line.split(" "):
        if word:
            yield start, start + len(word)
        start += len(word) + 1


def _line(rich: Rich, start: int, end: int) -> Line:
    """The stretch of text in runs of one weight."""
    cuts = sorted({start, end, *(edge for pair in rich.bold for edge in pair if start < edge < end)})
    return Line(tuple((rich.text[a:b], rich.is_bold(a)) for a, b in pairwise(cuts)))
