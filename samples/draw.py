"""The laid-out pages as a PDF with a text layer, by reportlab; the same bytes for the same sheet.

Only the fonts that every PDF reader brings along are used, so nothing has to be installed and nothing to be
embedded; their encoding (Windows-1252) holds all of French.
"""

from __future__ import annotations

import io
import math
from functools import lru_cache
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from samples.blocks import Band, Block, Gap, Heading, Identity, Letterhead, Paragraph, Row, Sheet, Signature, Title
from samples.dice import dice
from samples.layout import (
    BOTTOM,
    CELL_PAD,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    STYLES,
    TEXT_WIDTH,
    TOP,
    LaidPage,
    Line,
    Measure,
    Style,
    cell_lines,
    fitted,
    footer_text,
    paragraph_lines,
    wrap,
)

_BOLD = {"Helvetica": "Helvetica-Bold", "Times": "Times-Bold", "Courier": "Courier-Bold"}
_REGULAR = {"Helvetica": "Helvetica", "Times": "Times-Roman", "Courier": "Courier"}
_INK = (0.06, 0.08, 0.36)


def measure_for(style: Style) -> Measure:
    """Widths of text in the style's font."""

    def measure(text: str, bold: bool, size: float) -> float:
        return float(stringWidth(text, _font(style, bold), size))

    return measure


def pages_of(sheet: Sheet) -> tuple[LaidPage, ...]:
    """The sheet laid out in its house style."""
    return _laid_out(sheet)[1]


@lru_cache(maxsize=4)
def _laid_out(sheet: Sheet) -> tuple[Style, tuple[LaidPage, ...]]:
    return fitted(sheet, measure_for(STYLES[sheet.style]))


def draw_pdf(sheet: Sheet, *, signed: bool = True) -> bytes:
    """The sheet as PDF. `signed` puts the hand's scribble; a paper form gets it later, in ink."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle("Document d'exemple (patient fictif)")
    style, pages = _laid_out(sheet)
    for page in pages:
        _Pen(canvas, sheet, style).page(page, signed=signed)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def signature_spot(sheet: Sheet) -> tuple[int, float, float]:
    """Page index and place, as fractions of the page from its upper left corner, where the hand signs."""
    pages = pages_of(sheet)
    for page in pages:
        for placed in page.placed:
            if isinstance(placed.block, Signature):
                foot = placed.y - placed.height
                return page.number - 1, (MARGIN + TEXT_WIDTH * 0.5 + 40) / PAGE_WIDTH, 1 - (foot + 48) / PAGE_HEIGHT
    raise ValueError("a sheet ends with a signature")


def scribble(seed: int) -> list[tuple[float, float]]:
    """A signature as points within a box of 120 × 40; the same hand always signs alike."""
    rng = dice(seed)
    waves = [(rng.uniform(1.5, 8), rng.uniform(0, 6.3), rng.uniform(0.4, 1)) for _ in range(4)]
    curl, tail, height = rng.uniform(3, 12), rng.uniform(-10, 14), rng.uniform(9, 16)
    initial = rng.uniform(0.12, 0.3)
    points = []
    for step in range(200):
        t = step / 199
        swell = height * (1.25 if t < initial else 0.25 + 0.55 * math.exp(-2.2 * t))
        turns = sum(weight * math.sin(2 * math.pi * speed * t * 1.6 + phase) for speed, phase, weight in waves) / 2
        x = 6 + 100 * t**1.1 + curl * math.sin(2 * math.pi * waves[0][0] * 1.6 * t + waves[1][1]) * (1 - 0.8 * t)
        points.append((x, 20 + swell * turns + tail * max(0.0, t - 0.75) * 4))
    return points


def _font(style: Style, bold: bool) -> str:
    return (_BOLD if bold else _REGULAR)[style.font]


class _Pen:
    """Draws one page."""

    def __init__(self, canvas: Any, sheet: Sheet, style: Style) -> None:
        self.canvas, self.sheet = canvas, sheet
        self.style = style
        self.measure = measure_for(self.style)
        self.step = self.style.size * self.style.leading
        self.signed = True

    def page(self, page: LaidPage, *, signed: bool) -> None:
        """Everything, in the order of the page's text."""
        self.signed = signed
        if page.number > 1:
            self._running_head()
        for placed in page.placed:
            self._block(placed.block, placed.y, placed.height)
        self._foot(page)

    def _block(self, block: Block, y: float, height: float) -> None:
        match block:
            case Letterhead():
                self._letterhead(block, y, height)
            case Title():
                self._title(block, y)
            case Identity():
                self._identity(block, y, height)
            case Heading():
                self._heading(block, y)
            case Band():
                self._band(block, y)
            case Paragraph():
                self._paragraph(block, y)
            case Row():
                self._row(block, y, height)
            case Signature():
                self._signature(block, y, height)
            case Gap():
                pass

    def _lines(self, lines: list[Line], x: float, y: float, size: float | None = None) -> None:
        size = size or self.style.size
        step = size * self.style.leading
        for number, line in enumerate(lines):
            self._line(line, x, y - step * number - size, size)

    def _line(self, line: Line, x: float, y: float, size: float) -> None:
        for text, bold in line.runs:
            self.canvas.setFont(_font(self.style, bold), size)
            self.canvas.drawString(x, y, text)
            x += self.measure(text, bold, size)

    def _letterhead(self, block: Letterhead, y: float, height: float) -> None:
        canvas, accent = self.canvas, self.style.accent
        shift = self._logo(y)
        canvas.setFillColorRGB(*accent)
        self._lines(wrap(block.left, TEXT_WIDTH * 0.56 - shift, self.style.size, self.measure), MARGIN + shift, y)
        canvas.setFillColorRGB(0, 0, 0)
        x = MARGIN + TEXT_WIDTH * 0.6
        bars = Code128(self.sheet.barcode, barHeight=15, barWidth=0.72, quiet=False, humanReadable=False)
        bars.drawOn(canvas, PAGE_WIDTH - MARGIN - bars.width, y - 17)
        self._lines(wrap(block.right, TEXT_WIDTH * 0.4, self.style.size, self.measure), x, y - 30)
        canvas.setStrokeColorRGB(*accent)
        canvas.setLineWidth(0.8)
        if self.style.heading != "capitals":
            canvas.line(MARGIN, y - height + 8, PAGE_WIDTH - MARGIN, y - height + 8)

    def _logo(self, y: float) -> float:
        """Draws the hospital's sign; returns the room it takes, in points."""
        canvas = self.canvas
        canvas.setFillColorRGB(*self.style.accent)
        canvas.setStrokeColorRGB(*self.style.accent)
        match self.style.logo:
            case "cross":
                canvas.roundRect(MARGIN, y - 40, 38, 38, 8, stroke=0, fill=1)
                canvas.setFillColorRGB(1, 1, 1)
                canvas.rect(MARGIN + 15, y - 35, 8, 28, stroke=0, fill=1)
                canvas.rect(MARGIN + 5, y - 25, 28, 8, stroke=0, fill=1)
                return 48
            case "leaves":
                for turn in range(3):
                    canvas.saveState()
                    canvas.translate(MARGIN + 18, y - 24)
                    canvas.rotate(120 * turn + 90)
                    canvas.setFillAlpha(0.85 - 0.2 * turn)
                    canvas.ellipse(1, -6, 20, 6, stroke=0, fill=1)
                    canvas.restoreState()
                return 46
            case "waves":
                canvas.setLineWidth(1.6)
                for row in range(3):
                    path = canvas.beginPath()
                    path.moveTo(MARGIN, y - 12 - 8 * row)
                    path.curveTo(
                        MARGIN + 12, y - 2 - 8 * row, MARGIN + 22, y - 24 - 8 * row, MARGIN + 36, y - 12 - 8 * row
                    )
                    canvas.drawPath(path)
                return 46
        return 0

    def _title(self, block: Title, y: float) -> None:
        size = self.style.size * 1.4
        lines = wrap(block.rich, TEXT_WIDTH, size, self.measure)
        self.canvas.setFillColorRGB(*self.style.accent)
        for number, line in enumerate(lines):
            text = "".join(run for run, _ in line.runs)
            bold = Line(((text, True),))
            x = MARGIN + (TEXT_WIDTH - bold.width(size, self.measure)) / 2
            self._line(bold, x, y - size - number * size * 1.35, size)
        self.canvas.setFillColorRGB(0, 0, 0)

    def _identity(self, block: Identity, y: float, height: float) -> None:
        self.canvas.setStrokeColorRGB(0.35, 0.35, 0.35)
        self.canvas.setLineWidth(0.7)
        self.canvas.rect(MARGIN, y - height + 10, TEXT_WIDTH, height - 10, stroke=1, fill=0)
        self._lines(wrap(block.rich, TEXT_WIDTH - 16, self.style.size, self.measure), MARGIN + 8, y - 5)

    def _heading(self, block: Heading, y: float) -> None:
        canvas, size = self.canvas, self.style.size * 1.06
        text = block.rich.text
        line = Line(((text, True),))
        base = y - size - 6
        canvas.setFillColorRGB(*self.style.accent)
        if self.style.heading == "bar":
            canvas.rect(MARGIN, base - 2.5, 3, size + 2, stroke=0, fill=1)
        self._line(line, MARGIN + (8 if self.style.heading == "bar" else 0), base, size)
        if self.style.heading == "underline":
            canvas.setStrokeColorRGB(*self.style.accent)
            canvas.setLineWidth(0.6)
            canvas.line(MARGIN, base - 2.2, MARGIN + line.width(size, self.measure), base - 2.2)
        canvas.setFillColorRGB(0, 0, 0)

    def _band(self, block: Band, y: float) -> None:
        self.canvas.setFillColorRGB(0.87, 0.88, 0.9)
        self.canvas.rect(MARGIN, y - self.step - 1.5, TEXT_WIDTH, self.step + 1, stroke=0, fill=1)
        self.canvas.setFillColorRGB(0, 0, 0)
        self._line(Line(((block.rich.text, True),)), MARGIN + CELL_PAD, y - self.style.size - 0.5, self.style.size)

    def _paragraph(self, block: Paragraph, y: float) -> None:
        lines = paragraph_lines(block, self.style, self.measure)
        self._lines(lines[:1], MARGIN, y)
        self._lines(lines[1:], MARGIN + block.indent, y - self.step)

    def _row(self, block: Row, y: float, height: float) -> None:
        x = MARGIN
        self.canvas.setLineWidth(0.35)
        self.canvas.setStrokeColorRGB(0.6, 0.6, 0.6)
        for lines, share in zip(cell_lines(block, self.style, self.measure), block.shares, strict=True):
            self._lines(lines, x + CELL_PAD, y - 1.2)
            x += TEXT_WIDTH * share
        self.canvas.line(MARGIN, y - height, MARGIN + TEXT_WIDTH, y - height)
        if block.head:
            self.canvas.line(MARGIN, y, MARGIN + TEXT_WIDTH, y)

    def _signature(self, block: Signature, y: float, height: float) -> None:
        x = MARGIN + TEXT_WIDTH * 0.5
        self._lines(wrap(block.rich, TEXT_WIDTH * 0.5, self.style.size, self.measure), x, y - 8)
        if self.signed:
            points = [(x + 40 + px, y - height + 6 + py) for px, py in scribble(self.sheet.signature_seed)]
            path = self.canvas.beginPath()
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
            self.canvas.setStrokeColorRGB(*_INK)
            self.canvas.setLineWidth(0.9)
            self.canvas.drawPath(path)

    def _running_head(self) -> None:
        size = self.style.size * 0.88
        self._line(Line(((self.sheet.running_head.text, False),)), MARGIN, PAGE_HEIGHT - TOP, size)
        self.canvas.setLineWidth(0.4)
        self.canvas.setStrokeColorRGB(0.5, 0.5, 0.5)
        self.canvas.line(MARGIN, PAGE_HEIGHT - TOP - 4, PAGE_WIDTH - MARGIN, PAGE_HEIGHT - TOP - 4)

    def _foot(self, page: LaidPage) -> None:
        size = 7.4
        self.canvas.setFillColorRGB(0.3, 0.3, 0.3)
        text, _, number = footer_text(self.sheet, page).rpartition("  ")
        self._line(Line(((text, False),)), MARGIN, BOTTOM - 28, size)
        end = Line(((number, False),))
        self._line(end, PAGE_WIDTH - MARGIN - end.width(size, self.measure), BOTTOM - 28, size)
        self.canvas.setFillColorRGB(0, 0, 0)
