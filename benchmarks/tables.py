"""Tables drawn as images: are their numbers read, and do the cells stand in the right row and column?

    ANAMNESE_DATA=/path/to/data python -m benchmarks.tables [--documents BIO] [--styles ruled,pdf] [--pages 4]
        [--keep DIR]

Draws the table rows of the CDA examples (`documents/cda_fr`, by default the laboratory reports) at 200 dpi in several
styles, and the PDFs that stood inside the documents as they are. Reads each page with plain Tesseract and with this
reader, one thread each. Prints number recall (as `eval/score_ocr.py` counts), the share of table rows whose cells
stand in order on one line of the text, and the share of our cells that stand whole in the right row and column.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType

os.environ["OMP_THREAD_LIMIT"] = "1"

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from benchmarks.indexing import load_scorer
from benchmarks.reading import read_plainly
from ingestion.limits import Limits
from ingestion.pages import read_pages, warm_up
from records.document import Page

DPI = 200
SIDE = (int(8.27 * DPI), int(11.69 * DPI))
MARGIN = 120
SMALLEST = 16
"""Pixels: 5.8 points."""
FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"

_NEARLY = 0.7

Rows = list[list[str]]


@dataclass(frozen=True)
class Style:
    """How a table is drawn; sizes in pixels at 200 dpi."""

    points: float = 9.5
    rule: int = 0
    rule_shade: int = 0
    padding: int = 12
    zebra: bool = False
    width: float = 1.0
    """Of the page between its margins."""
    damage: str | None = None
    """A level of `eval/render_pages.py`."""


STYLES = {
    "ruled": Style(rule=2),
    "unruled": Style(),
    "zebra": Style(zebra=True),
    "small": Style(points=6.5, rule=1, rule_shade=110, padding=5),
    "narrow": Style(rule=2, padding=4, width=0.62),
    "ruled_worn": Style(rule=2, padding=6, damage="strong"),
    "unruled_worn": Style(damage="strong"),
    "ruled_phone": Style(rule=2, damage="phone"),
}


@dataclass(frozen=True)
class TrueCell:
    """What was drawn in which row and column."""

    table: int
    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Drawn:
    """A page of tables and its truth."""

    image: Path
    text: str
    cells: tuple[TrueCell, ...]


def main() -> None:
    """Draw, read twice, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ANAMNESE_DATA"), help="default: $ANAMNESE_DATA")
    parser.add_argument("--documents", default="BIO", help="how the documents' names begin; empty for all")
    parser.add_argument("--styles", default=",".join((*STYLES, "pdf")))
    parser.add_argument("--pages", type=int, default=0, help="at most so many of each style; 0 for all")
    parser.add_argument("--keep", type=Path, help="folder for the images and what was missed")
    options = parser.parse_args()
    if options.data is None:
        parser.error("no data folder: give --data or set ANAMNESE_DATA")
    tools = Path(options.data).parent / "eval"
    scorer, damage = load_scorer(tools / "score_ocr.py"), load_scorer(tools / "render_pages.py").damage
    source = Path(options.data) / "documents" / "cda_fr"
    warm_up()
    print("| tables | pages | numbers | number recall, Tesseract | ours | rows whole, Tesseract | ours | cells, ours |")
    print(f"|---|{'---:|' * 7}")
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for style in options.styles.split(","):
            pages = pdf_pages(source, folder) if style == "pdf" else drawn_pages(source, options, style, folder, damage)
            measure(style, list(pages)[: options.pages or None], scorer, folder if options.keep else None)


def drawn_pages(
    source: Path, options: argparse.Namespace, style: str, folder: Path, damage: Callable[..., Image.Image]
) -> Iterator[Drawn]:
    """The documents' tables, one or more pages a document."""
    for line in (source / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        if not document["id"].startswith(options.documents):
            continue
        tables = [table for section in document["sections"] for table in tables_of(section["text"])]
        for number, (image, text, cells) in enumerate(draw(tables, STYLES[style])):
            path = folder / f"{style}-{document['id']}-{number}.png"
            level = STYLES[style].damage
            worn = damage(image, random.Random(path.name), level) if level else image
            worn.save(path, dpi=(DPI, DPI))
            yield Drawn(path, text, tuple(cells))


def tables_of(text: str) -> Iterator[Rows]:
    """Runs of rows with as many columns; columns that stay empty are not drawn, nor spacers of a single dot."""
    runs: list[Rows] = [[]]
    for line in text.split("\n"):
        if line.strip() == ".":
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if runs[-1] and len(cells) != len(runs[-1][0]):
            runs.append([])
        if len(cells) > 1:
            runs[-1].append(cells)
    for run in runs:
        used = [column for column in zip(*run, strict=True) if any(column)]
        if len(used) > 1 and len(run) > 1:
            yield [list(row) for row in zip(*used, strict=True)]


def draw(tables: Sequence[Rows], style: Style) -> Iterator[tuple[Image.Image, str, list[TrueCell]]]:
    """Pages of tables below one another; what does not fit goes on the next page."""
    image, cells, texts, top = Image.new("L", SIDE, 255), list[TrueCell](), list[str](), MARGIN
    for number, table in enumerate(tables):
        pen = ImageDraw.Draw(image)
        font, step = _font(table, style)
        columns = _columns(table, style, font, pen)
        for row_number, row in enumerate(table):
            wrapped = [
                _wrap(cell, font, right - left - 2 * style.padding)
                for cell, (left, right) in zip(row, columns, strict=True)
            ]
            height = max(1, *map(len, wrapped)) * step + max(8, style.padding)
            if top + height > SIDE[1] - MARGIN:
                yield image, "\n".join(texts), cells
                image, cells, texts, top = Image.new("L", SIDE, 255), [], [], MARGIN
                pen = ImageDraw.Draw(image)
            if style.zebra and row_number % 2:
                pen.rectangle((columns[0][0], top, columns[-1][1], top + height), fill=222)
            for column, (lines, (left, right)) in enumerate(zip(wrapped, columns, strict=True)):
                if style.rule:
                    pen.rectangle((left, top, right, top + height), outline=style.rule_shade, width=style.rule)
                for at, line in enumerate(lines):
                    pen.text(
                        (left + style.padding, top + max(4, style.padding // 2) + at * step), line, font=font, fill=15
                    )
                if lines:
                    cells.append(TrueCell(number, row_number, column, " ".join(lines)))
            texts.append(" ".join(" ".join(lines) for lines in wrapped if lines))
            top += height
        top += 2 * step
    if cells:
        yield image, "\n".join(texts), cells


def _font(table: Rows, style: Style) -> tuple[ImageFont.FreeTypeFont, int]:
    """The style's type, smaller where the longest words of many columns would not fit beside one another."""
    room = (SIDE[0] - 2 * MARGIN) * style.width
    size = round(style.points * DPI / 72)
    while True:
        font = ImageFont.truetype(FONT, size)
        longest = [
            max(font.getlength(word) for cell in column for word in cell.split() or [""])
            for column in zip(*table, strict=True)
        ]
        if size <= SMALLEST or sum(longest) + len(longest) * (2 * style.padding + 8) <= room:
            return font, round(size * 1.25)
        size -= 1


def _columns(
    table: Rows, style: Style, font: ImageFont.FreeTypeFont, pen: ImageDraw.ImageDraw
) -> list[tuple[int, int]]:
    """Left and right of each column: by its longest text, made to fit."""
    room = (SIDE[0] - 2 * MARGIN) * style.width
    wanted = [
        max(pen.textlength(cell, font=font) for cell in column) + 2 * style.padding + 8
        for column in zip(*table, strict=True)
    ]
    least = [
        max(pen.textlength(word, font=font) for cell in column for word in cell.split() or [""]) + 2 * style.padding + 8
        for column in zip(*table, strict=True)
    ]
    spare = room - sum(least)
    extra = [want - low for want, low in zip(wanted, least, strict=True)]
    share = min(1.0, max(0.0, spare) / max(1.0, sum(extra)))
    widths = [low + more * share for low, more in zip(least, extra, strict=True)]
    if style.width == 1.0 and sum(widths) < room:
        widths = [width + (room - sum(widths)) / len(widths) for width in widths]
    edges = [float(MARGIN)]
    for width in widths:
        edges.append(edges[-1] + width)
    return [(round(left), round(right)) for left, right in pairwise(edges)]


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def pdf_pages(source: Path, folder: Path) -> Iterator[Drawn]:
    """The PDFs of the documents as images; their text layer is the truth for numbers, their cells are not known."""
    for path in sorted((source / "pdf").glob("*.pdf")):
        document = pypdfium2.PdfDocument(path)
        for number, page in enumerate(document):
            layer = page.get_textpage()
            text = layer.get_text_range()
            image = folder / f"pdf-{path.stem}-{number}.png"
            page.render(scale=DPI / 72, grayscale=True).to_pil().save(image, dpi=(DPI, DPI))
            layer.close()
            page.close()
            yield Drawn(image, text, ())
        document.close()


def measure(style: str, pages: Sequence[Drawn], scorer: ModuleType, keep: Path | None) -> None:
    """One line of the table."""
    sums: collections.Counter[str] = collections.Counter()
    for drawn in pages:
        page = next(iter(read_pages(drawn.image, _kind(drawn.image), Limits(), None, lambda *_: None)))
        readings = {"plain": read_plainly(drawn.image)[0], "ours": page.text}
        gold = numbers(scorer, drawn.text)
        sums["numbers"] += gold.total()
        missed = {}
        for reader, text in readings.items():
            found = numbers(scorer, text)
            sums[f"{reader} numbers"] += (gold & found).total()
            missed[f"{reader} numbers"] = sorted((gold - found).elements())
            sums[f"{reader} rows"] += sum(_whole(row, text, scorer) for row in _true_rows(drawn))
        sums["rows"] += len(_true_rows(drawn))
        sums["cells"] += len(drawn.cells)
        wrong = wrong_cells(drawn, page)
        sums["cells right"] += len(drawn.cells) - len(wrong)
        if keep is not None:
            note = {"missed": missed, "cells": [repr(cell) for cell in wrong], "text": page.text}
            drawn.image.with_suffix(".json").write_text(
                json.dumps(note, ensure_ascii=False, indent=1), encoding="utf-8"
            )
    figures = [
        _share(sums["plain numbers"], sums["numbers"]),
        _share(sums["ours numbers"], sums["numbers"]),
        _share(sums["plain rows"], sums["rows"]),
        _share(sums["ours rows"], sums["rows"]),
        _share(sums["cells right"], sums["cells"]),
    ]
    print(f"| {style} | {len(pages)} | {sums['numbers']} | {' | '.join(figures)} |", flush=True)


def _kind(image: Path) -> str:
    return "image/png" if image.suffix == ".png" else "image/jpeg"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def numbers(scorer: ModuleType, text: str) -> collections.Counter[str]:
    """Words with a digit, as the scorer counts them."""
    return collections.Counter(word for word in scorer.tokens(scorer.norm(text)) if any(map(str.isdigit, word)))


def _true_rows(drawn: Drawn) -> list[list[str]]:
    rows: dict[tuple[int, int], list[str]] = {}
    for cell in drawn.cells:
        rows.setdefault((cell.table, cell.row), []).append(cell.text)
    return list(rows.values())


def _whole(row: Sequence[str], text: str, scorer: ModuleType) -> bool:
    """Whether the row's words follow one another on one line of the text."""
    wanted = scorer.tokens(scorer.norm(" ".join(row)))
    for line in text.split("\n"):
        found = iter(scorer.tokens(scorer.norm(line)))
        if all(word in found for word in wanted):
            return True
    return False


def wrong_cells(drawn: Drawn, page: Page) -> list[TrueCell]:
    """The true cells that no table of the page holds in their row and column.

    A row of ours stands for the true row with which it shares most cells, and so does a column; two rows of ours never
    stand for one true row.
    """
    ours = {
        (number, row, column): page.text[cell.start : cell.end]
        for number, table in enumerate(page.tables)
        for row, cells in enumerate(table.rows)
        for column, cell in enumerate(cells)
        if cell.end > cell.start
    }
    true = {(cell.table, cell.row, cell.column): cell.text for cell in drawn.cells}
    alike = [(mine, other) for mine, text in ours.items() for other, said in true.items() if same(text, said)]
    rows = _best(collections.Counter((mine[:2], other[:2]) for mine, other in alike))
    in_row = [(mine, other) for mine, other in alike if rows.get(mine[:2]) == other[:2]]
    columns = _best(collections.Counter(((mine[0], mine[2], other[0]), other[2]) for mine, other in in_row))
    found = {other for mine, other in in_row if columns.get((mine[0], mine[2], other[0])) == other[2]}
    return [cell for cell in drawn.cells if (cell.table, cell.row, cell.column) not in found]


def _best(shared: collections.Counter) -> dict:
    """What of ours stands for what is true: those that share most first, then in their order.

    Keys of ours may stand for the same truth only where they belong to different true tables.
    """
    chosen: dict = {}
    taken = set()
    for (mine, other), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        place = (other, mine[2]) if len(mine) == 3 else other
        if mine not in chosen and place not in taken:
            chosen[mine] = other
            taken.add(place)
    return chosen


@cache
def same(text: str, truth: str) -> bool:
    """Whether a cell was read for that one: the same figures, and nearly the same letters."""
    one, other = ("".join(unicodedata.normalize("NFKC", side).replace("’", "'").split()) for side in (text, truth))
    if one == other:
        return True
    figures = ["".join(filter(str.isdigit, side)) for side in (one, other)]
    return figures[0] == figures[1] and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEARLY


if __name__ == "__main__":
    main()
