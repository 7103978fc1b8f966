"""Dossiers of fictitious patients on disk: documents, their texts and their truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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

_NAMES_LAST = 8
"""Patients after which surnames may come again: a woman takes two of the forty."""

FIRST_RUN_SEED = 2026
FIRST_RUN = (
    (
        "pneumonia",
        (("emergency_report", "scan"), ("lab_sheet", "pdf"), ("prescription", "photo"), ("consultation_letter", "fax")),
    ),
    ("postpartum_haemorrhage", (("obstetric_record", "scan"), ("hospital_report", "pdf"), ("prescription", "text"))),
)
"""Stories of the first run, and in which form their documents come."""


def write_dossier(
    folder: Path,
    *,
    patients: int = 4,
    seed: int = 1,
    forms: Sequence[str] = DEFAULT_FORMS,
    on_document: Callable[[int, int], None] | None = None,
) -> None:
    """Write all documents of some patients, each in one of the forms in turn, with their truth.

    Beside the documents stand `truth.jsonl` (a record a line, `id` = the file's stem) and `texts.jsonl` (`id`,
    `kind`, `title`, `form`, `text`). The same arguments give the same bytes. `on_document` hears how many
    documents are written, and of how many. Raises `InvalidRequest` for a number of patients below 1 and for a
    form that is not one of `FORMS`.
    """
    if patients < 1:
        raise InvalidRequest(field="patients", problem="at least 1")
    if not forms or any(form not in FORMS for form in forms):
        raise InvalidRequest(field="forms", problem=f"one or more of {', '.join(FORMS)}")
    orders = list(_orders(patients, seed, forms))
    _write(folder, orders, on_document)


def write_first_run(folder: Path) -> None:
    """Write the few documents that a first run reads: every form once or twice, in a minute or so of reading."""
    rng = dice(FIRST_RUN_SEED)
    taken: set[str] = set()
    orders = []
    for number, (story, wanted) in enumerate(FIRST_RUN, 1):
        case = draw_case(stories()[story], _HOSPITALS[number - 1], rng, taken)
        for kind, form in wanted:
            plan = next(plan for plan in case.story.documents if plan.kind == kind)
            orders.append(_Order(number, case, plan, Hand.PROSE, form, rng.randrange(2**32)))
    _write(folder, orders, None)


@dataclass(frozen=True, slots=True)
class _Order:
    """A document to be written."""

    patient_number: int
    case: Case
    plan: DocumentPlan
    hand: Hand
    form: str
    seed: int

    @property
    def stem(self) -> str:
        """Of the file's name: patient, place in the stay, kind and form; no part of a name."""
        place = self.case.story.documents.index(self.plan) + 1
        return f"p{self.patient_number:03d}-{place}-{self.plan.kind}-{self.form}"

    @property
    def received(self) -> tuple[str, ...]:
        """What the secretariat stamps on incoming mail, on two letters out of three."""
        if self.plan.kind != "consultation_letter" or self.seed % 3 == 0:
            return ()
        return ("ARRIVE LE", f"{self.case.day(self.plan.day + 2 + self.seed % 4):%d.%m.%Y}", "SECRETARIAT MEDICAL")


def _orders(patients: int, seed: int, forms: Sequence[str]) -> Iterator[_Order]:
    rng = dice(seed)
    names = list(stories())
    rng.shuffle(names)
    taken: set[str] = set()
    count = 0
    for number in range(1, patients + 1):
        if number % _NAMES_LAST == 0:
            taken.clear()
        hospital = _HOSPITALS[(number - 1) % len(_HOSPITALS)]
        case = draw_case(stories()[names[(number - 1) % len(names)]], hospital, rng, taken)
        hand = rng.choice(_HANDS)
        for plan in case.story.documents:
            yield _Order(number, case, plan, hand, forms[count % len(forms)], rng.randrange(2**32))
            count += 1
        # Where the forms divide a story's documents, every patient would get the same form for the same kind.
        count += len(case.story.documents) % len(forms) == 0


def _write(folder: Path, orders: Sequence[_Order], on_document: Callable[[int, int], None] | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    truth: list[Json] = []
    texts: list[Json] = []
    for done, order in enumerate(orders, 1):
        sheet = compose(order.case, order.plan, order.hand, dice(order.seed))
        occasion = Occasion(order.case.day(order.plan.day), sender_of(order.case), order.received)
        written = write_form(order.form, sheet, occasion, np.random.default_rng(order.seed))
        (folder / (order.stem + written.suffix)).write_bytes(written.data)
        truth.append(truth_of(order.stem, order.plan.kind, written.rich))
        named: Json = {"id": order.stem, "kind": order.plan.kind, "form": order.form, "title": _TITLES[order.plan.kind]}
        texts.append(named | {"text": written.rich.text})
        if on_document is not None:
            on_document(done, len(orders))
    for name, rows in (("truth.jsonl", truth), ("texts.jsonl", texts)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / name).write_text(lines, encoding="utf-8")


_TITLES = {
    "hospital_report": "Compte rendu d'hospitalisation",
    "emergency_report": "Compte rendu de passage aux urgences",
    "consultation_letter": "Compte rendu de consultation",
    "operative_report": "Compte rendu opératoire",
    "prescription": "Ordonnance",
    "lab_sheet": "Compte rendu d'analyses de biologie médicale",
    "obstetric_record": "Dossier de salle de naissance",
}
