"""What a page is made of, before anybody knows where it will stand."""

from __future__ import annotations

from dataclasses import dataclass

from samples.markup import Mark, Rich, join


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Two columns at the head of the first page: the hospital on the left, date and addressee on the right."""

    left: Rich
    right: Rich

    @property
    def rich(self) -> Rich:
        """The left column, then the right one."""
        return join((self.left, self.right), "\n\n")


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title, one or two centred lines."""

    rich: Rich


@dataclass(frozen=True, slots=True)
class Identity:
    """The framed lines that say who the patient is."""

    rich: Rich


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading."""

    rich: Rich


@dataclass(frozen=True, slots=True)
class Band:
    """A full-width grey band: a lab sheet's panel, a part of an ALD prescription."""

    rich: Rich


ITEM_SPACE_BELOW = 4.0
"""Paragraphs with less space below are items of one list."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; newlines in it are kept. Never split between pages."""

    rich: Rich
    indent: float = 0.0
    """In points, of every line but the first's bullet or number."""
    space: float = 4.0
    """In points, below."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    cells: tuple[Rich, ...]
    shares: tuple[float, ...]
    """Of the page's width, one a column."""
    columns: tuple[int, ...]
    """Characters a column takes in plain text."""
    head: bool = False
    mark: str = ""
    """A mark that the whole row bears, such as `lab`; empty for none."""

    @property
    def rich(self) -> Rich:
        """The cells side by side, in columns of characters."""
        padded = [cell.padded(width) for cell, width in zip(self.cells[:-1], self.columns, strict=False)]
        line = join((*padded, self.cells[-1]), " ")
        if not self.mark:
            return line
        return Rich(line.text, (Mark(self.mark, (), 0, len(line.text)), *line.marks), line.bold)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, with room for the hand."""

    rich: Rich


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space, in points."""

    height: float

    @property
    def rich(self) -> Rich:
        """Nothing."""
        return Rich("")


Block = Letterhead | Title | Identity | Heading | Band | Paragraph | Row | Signature | Gap


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole document: its blocks and what every page repeats."""

    blocks: tuple[Block, ...]
    running_head: Rich
    """At the head of every page but the first."""
    footer: str
    """At the foot of every page, before the page number."""
    style: str
    """Name of the hospital's house style."""
    barcode: str
    """Printed as bars, not as text."""
    signature_seed: int
    """The same hand signs alike."""
    stamp: tuple[str, ...]
    """Lines of the rubber stamp put on paper beside the signature; no part of the text."""


def body_text(blocks: tuple[Block, ...]) -> Rich:
    """The blocks as plain text: an empty line between them, none between the rows of a table."""
    parts: list[Rich] = []
    previous: Block | None = None
    for block in blocks:
        if isinstance(block, Gap):
            continue
        if previous is not None:
            tight = isinstance(block, Row) and isinstance(previous, (Row, Band))
            tight = tight or (_is_item(block) and _is_item(previous))
            parts.append(Rich("\n" if tight else "\n\n"))
        parts.append(block.rich)
        previous = block
    return join(parts, "")


def _is_item(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.space < ITEM_SPACE_BELOW
