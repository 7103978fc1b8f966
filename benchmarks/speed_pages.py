"""Pages to be timed on: generated reports, and pages packed with French prose of no meaning; typed and as scans."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from samples.dossier import write_dossier

_PROSE = """
le patient présente une dyspnée à l'effort de stade II avec des œdèmes des membres inférieurs ; la
créatinine est à 84 µmol/L, le potassium à 4,2 mmol/L et l'hémoglobine à 13,1 g/dL. Bisoprolol 2,5 mg matin et soir,
ramipril 5 mg le matin, furosémide 40 mg par jour. Pas de fièvre, pas de douleur thoracique, l'auscultation est claire ;
contrôle prévu le 12/03/2026 en consultation de cardiologie, sortie au domicile avec passage d'une infirmière
"""
_MARGIN, _LEADING = 50.0, 1.25


def typed_pdf(path: Path, pages: int, *, size: float, seed: int = 7, rows: int = 1000) -> Path:
    """A PDF with a text layer: `pages` A4 pages full of letters of that many points, or of so many rows."""
    dice = random.Random(seed)
    canvas = Canvas(str(path), pagesize=A4, pageCompression=1)
    for _ in range(pages):
        canvas.setFont("Helvetica", size)
        for row in range(min(rows, int((A4[1] - 2 * _MARGIN) / (_LEADING * size)))):
            canvas.drawString(_MARGIN, A4[1] - _MARGIN - row * _LEADING * size, _line(dice, size))
        canvas.showPage()
    canvas.save()
    return path


def _line(dice: random.Random, size: float) -> str:
    words: list[str] = []
    while stringWidth(" ".join(words), "Helvetica", size) < A4[0] - 2 * _MARGIN - 40:
        words.append(dice.choice(_PROSE.split()))
    return " ".join(words)


def report_pages(folder: Path, count: int, dpi: int) -> list[Image.Image]:
    """The first pages of the generator's reports, as clean grey scans."""
    write_dossier(folder, patients=count, forms=("pdf",))
    pages = (page for pdf in sorted(folder.glob("*.pdf")) for page in drawn_pages(pdf, dpi))
    return list(islice(pages, count))


def drawn_pages(pdf: Path, dpi: int) -> Iterator[Image.Image]:
    """Each page as a clean grey scan."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


def scanned_pdf(path: Path, images: Sequence[Image.Image], dpi: int) -> Path:
    """Those images as a scanner writes them: one JPEG a page and no text layer."""
    canvas = Canvas(str(path))
    for image in images:
        width, height = image.width * 72 / dpi, image.height * 72 / dpi
        jpeg = io.BytesIO()
        image.save(jpeg, "JPEG", quality=85)
        canvas.setPageSize((width, height))
        canvas.drawImage(_reader(jpeg), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return path


def _reader(jpeg: io.BytesIO) -> object:
    from reportlab.lib.utils import ImageReader

    return ImageReader(jpeg)
