"""Dossiers of fictitious patients on disk: documents, their texts and their truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from records.errors import InvalidRequest
from records.serial import Json
from samples.case import Case, DocumentPlan, draw_case, stories
from samples.dice import dice
from samples.forms import FORMS, Occasion, write_form
from samples.formulary import Hand
from samples.frames import compose, sender_of
from samples.truth import truth_of

DEFAULT_FORMS = ("pdf", "scan", "fax", "photo", "text")
_HOSPITALS = ("valmorin", "sarvigny", "brevanches", "tilleuls")
_HANDS = (Hand.PROSE, Hand.TELEGRAPHIC, Hand.PROSE, Hand.CAPITALS)

FIRST_RUN_SEED = 2026
FIRST_RUN = (
    (
        "pneumonia",
        (("emergency_report", "scan"), ("lab_sheet", "pdf"), ("prescription", "photo"), ("consultation_letter", "fax")),
    ),
    ("postpartum_haemorrhage", (("obstetric_record", "scan"), ("hospital_report", "pdf"), ("prescription", "text"))),
)
"""Stories of the first run, and in which form their documents come."""


def write_dossier(folder: Path, *, patients: int = 4, seed: int = 1, forms: Sequence[str] = DEFAULT_FORMS) -> None:
    """Write all documents of some patients, each in one of the forms in turn, with their truth.

    Beside the documents stand `truth.jsonl` (a record a line, `id` = the file's stem) and `texts.jsonl` (`id`,
    `kind`, `title`, `form`, `text`). The same arguments give the same bytes. Raises `InvalidRequest` for a
    number of patients below 1 and for a form that is not one of `FORMS`.
    """
    if patients < 1:
        raise InvalidRequest(field="patients", problem="at least 1")
    for form in forms:
        if form not in FORMS:
            raise InvalidRequest(field="forms", problem=f"one of {', '.join(FORMS)}")
    if not forms:
        raise InvalidRequest(field="forms", problem="at least 1")
    rng = dice(seed)
    names = list(stories())
    rng.shuffle(names)
    written = _Shelf(folder)
    taken: set[str] = set()
    count = 0
    for number in range(1, patients + 1):
        if number % 8 == 0:
            taken.clear()
        case = draw_case(stories()[names[(number - 1) % len(names)]], _HOSPITALS[(number - 1) % 4], rng, taken)
        hand = _HANDS[rng.randrange(4)]
        for plan in case.story.documents:
            written.add(number, case, plan, hand, forms[count % len(forms)], rng.randrange(2**32))
            count += 1
        # A dossier whose forms divide its documents would give every patient the same form for the same kind.
        count += len(case.story.documents) % len(forms) == 0
    written.close()


def write_first_run(folder: Path) -> None:
    """Write the few documents that a first run reads: every form once or twice, in a minute or so of reading."""
    rng = dice(FIRST_RUN_SEED)
    written = _Shelf(folder)
    taken: set[str] = set()
    for number, (story, wanted) in enumerate(FIRST_RUN, 1):
        case = draw_case(stories()[story], _HOSPITALS[number - 1], rng, taken)
        for kind, form in wanted:
            plan = next(plan for plan in case.story.documents if plan.kind == kind)
            written.add(number, case, plan, Hand.PROSE, form, rng.randrange(2**32))
    written.close()


class _Shelf:
    """The folder being filled."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._truth: list[Json] = []
        self._texts: list[Json] = []

    def add(self, number: int, case: Case, plan: DocumentPlan, hand: Hand, form: str, seed: int) -> None:
        """Write one document and remember its truth."""
        rng = dice(seed)
        sheet = compose(case, plan, hand, rng)
        occasion = Occasion(case.day(plan.day), sender_of(case))
        written = write_form(form, sheet, occasion, np.random.default_rng(seed))
        place = case.story.documents.index(plan) + 1
        stem = f"p{number:03d}-{place}-{plan.kind}-{form}"
        (self._folder / (stem + written.suffix)).write_bytes(written.data)
        self._truth.append(truth_of(stem, plan.kind, written.rich))
        self._texts.append(
            {"id": stem, "kind": plan.kind, "form": form, "title": _TITLES[plan.kind], "text": written.rich.text}
        )

    def close(self) -> None:
        """Write what was remembered."""
        for name, rows in (("truth.jsonl", self._truth), ("texts.jsonl", self._texts)):
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (self._folder / name).write_text("".join(lines), encoding="utf-8")


_TITLES = {
    "hospital_report": "Compte rendu d'hospitalisation",
    "emergency_report": "Compte rendu de passage aux urgences",
    "consultation_letter": "Compte rendu de consultation",
    "operative_report": "Compte rendu opératoire",
    "prescription": "Ordonnance",
    "lab_sheet": "Compte rendu d'analyses de biologie médicale",
    "obstetric_record": "Dossier de salle de naissance",
}
