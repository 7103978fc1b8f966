"""A whole document: the body of a story within the frame of its kind and hospital."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from random import Random

from samples.analytes import analytes
from samples.blocks import Band, Block, Gap, Heading, Identity, Letterhead, Paragraph, Row, Sheet, Signature, Title
from samples.case import Case, DocumentPlan
from samples.compose import Scribe
from samples.dice import dice
from samples.formulary import Hand
from samples.markup import Rich, parse, plain_capitals
from samples.people import Doctor, draw_doctor

_LEGENDS = {"letters": "H : valeur haute, B : valeur basse.", "stars": "* : hors de l'intervalle de référence."}
_MEASURES = ("v", "bp", "lab", "med")
_TABLE_SHARES = {2: (0.3, 0.7), 3: (0.16, 0.2, 0.64), 4: (0.16, 0.28, 0.28, 0.28)}
_LAB_SHARES = (0.34, 0.06, 0.11, 0.17, 0.18, 0.14)
_LAB_COLUMNS = (30, 2, 9, 15, 17, 10)


def compose(case: Case, plan: DocumentPlan, hand: Hand, rng: Random) -> Sheet:
    """The document of a plan, ready to be laid out."""
    hand = Hand.PROSE if plan.kind == "lab_sheet" else hand
    hospital = _read("hospitals.toml")[case.hospital]
    frame = _read("frames.toml")[plan.kind]
    scribe = Scribe(case, plan, hand)
    extras = _extras(case, plan, hospital, rng)

    def filled(template: str) -> str:
        # Two rounds: the frame's own names first, since they may hold names of the case.
        for name, value in extras.items():
            template = template.replace(f"${name}", value)
        return scribe.write(template)

    blocks: list[Block] = [
        Letterhead(parse(filled(frame["left"].strip("\n"))), parse(filled(frame["right"].strip("\n")).rstrip())),
        Title(parse(filled(frame["title"].strip("\n")))),
    ]
    if frame["identity"]:
        blocks.append(Identity(parse(filled(frame["identity"].strip("\n")))))
    if frame["opening"] and hand is Hand.PROSE:
        blocks.append(Paragraph(parse(filled(frame["opening"].strip("\n")))))
    if plan.kind == "lab_sheet":
        blocks += _lab_rows(case, plan, rng)
    blocks += _body(filled(plan.text), hand)
    blocks.append(Signature(parse(filled(frame["signature"].strip("\n")))))
    doctor, patient = _signatory(case, plan), case.patient
    return Sheet(
        blocks=tuple(blocks),
        running_head=Rich(
            f"{patient.last_name.upper()} {patient.first_name} - {patient.birth_date:%d/%m/%Y} - IPP {patient.ipp}"
        ),
        footer=f"{hospital['name']} - {hospital['address']} - FINESS {hospital['finess']}",
        style=hospital["style"],
        barcode=patient.ipp if plan.kind not in ("prescription", "consultation_letter") else doctor.rpps,
        signature_seed=sum(map(ord, doctor.name)),
        stamp=tuple(map(plain_capitals, (doctor.name, plan.service, f"RPPS {doctor.rpps}", hospital["name"]))),
    )


def sender_of(case: Case) -> str:
    """The hospital's fax machine, as its header line names it."""
    hospital = _read("hospitals.toml")[case.hospital]
    return f"{hospital['name'].upper()} {_phone(hospital['phone'], dice(case.hospital))}"


def _extras(case: Case, plan: DocumentPlan, hospital: Mapping[str, str], rng: Random) -> Mapping[str, str]:
    doctor = case.doctors[plan.service]
    chief, staff = _chief(case, plan)
    admitted = plan.day == 0
    hour = rng.randrange(7, 19)
    weight = case.vitals.get("urgences", {}).get("weight_kg")
    return {
        "hospital_name": hospital["name"],
        "hospital_motto": hospital["motto"],
        "hospital_town": hospital["town"],
        "phone_1": _phone(hospital["phone"], staff),
        "phone_2": _phone(hospital["phone"], staff),
        "chef": _short(chief),
        "biologist": f"{{author|{_signatory(case, plan).name}}}",
        "doctor": f"{{author|{doctor.name}}}" if plan.kind in ("consultation_letter", "prescription") else doctor.name,
        "visit": f"{case.day(plan.day):%y}{rng.randrange(10**5, 10**6)}",
        "hour_in": f"{hour:02d}h{rng.randrange(60):02d}",
        "hour_out": f"{hour + rng.randrange(2, 5):02d}h{rng.randrange(60):02d}",
        "iso_J0": case.day(0).isoformat(),
        "day_self": f"{case.day(plan.day):%d/%m/%Y}" if not admitted else "$J0",
        "legend": _LEGENDS[hospital["flags"]],
        "weight_line": f"Poids : {{v weight_kg|{weight} kg}}".replace(".", ",") if weight else "",
    }


def _chief(case: Case, plan: DocumentPlan) -> tuple[Doctor, Random]:
    """The head of a service, and the dice that give its telephone numbers: the same for all its documents."""
    staff = dice(f"{case.hospital} {plan.service} {plan.kind == 'lab_sheet'}")
    busy = {doctor.last_name for doctor in (*case.doctors.values(), case.family_doctor)}
    return draw_doctor(staff, busy), staff


def _signatory(case: Case, plan: DocumentPlan) -> Doctor:
    """A lab sheet is signed by the biologist, anything else by the doctor of the service."""
    return _chief(case, plan)[0] if plan.kind == "lab_sheet" else case.doctors[plan.service]


def _phone(prefix: str, rng: Random) -> str:
    return f"{prefix} {rng.randrange(100):02d} {rng.randrange(100):02d}"


def _short(doctor: Doctor) -> str:
    return f"Dr {doctor.first_name[0]}. {doctor.last_name.upper()}"


def _body(markup: str, hand: Hand) -> Iterator[Block]:
    """Blocks of a body: `## heading`, `== band`, `- item`, `+ prescribed item`, `| cells |`, paragraphs."""
    paragraph: list[str] = []
    number = 0

    def flushed() -> Iterator[Block]:
        if paragraph:
            yield Gap(2)
            yield Paragraph(_in_hand(parse("\n".join(paragraph)), hand))
            paragraph.clear()

    lines = iter(markup.strip("\n").split("\n"))
    for line in lines:
        if line.startswith("## "):
            yield from flushed()
            yield Heading(parse(line[3:]))
        elif line.startswith("== "):
            yield from flushed()
            yield Band(parse(line[3:]))
        elif line.startswith("- "):
            yield from flushed()
            yield Paragraph(_in_hand(parse(line), hand), indent=9, space=1.5)
        elif line.startswith("+ "):
            yield from flushed()
            number += 1
            item = [f"{number}. {line[2:]}"]
            # A prescribed medicine goes on until the mark that holds it is closed.
            while "".join(item).count("{") > "".join(item).count("}"):
                item.append(next(lines))
            yield Paragraph(parse("\n".join(item)), indent=16, space=9)
        elif line.startswith("| "):
            yield from flushed()
            yield _table_row(line)
        elif line.strip():
            paragraph.append(line)
        else:
            yield from flushed()
    yield from flushed()
    yield Gap(6)


def _in_hand(rich: Rich, hand: Hand) -> Rich:
    """A capitals writer leaves measurements and medicines as they are: units have their own case."""
    return rich.rewritten(plain_capitals) if hand is Hand.CAPITALS and not rich.has(*_MEASURES) else rich


def _table_row(line: str) -> Row:
    cells = tuple(parse(cell.strip()) for cell in line.strip("| ").split(" | "))
    shares = _TABLE_SHARES[len(cells)]
    return Row(cells, shares, tuple(round(90 * share) for share in shares), head=bool(cells[0].bold))


def _lab_rows(case: Case, plan: DocumentPlan, rng: Random) -> Iterator[Block]:
    """The table of a lab sheet: analyte, flag, result, unit, reference range, previous result."""
    sex = case.patient.sex
    results = case.labs[plan.labs]
    before = case.labs.get(plan.previous, {})
    before_head = f"**{case.day(plan.previous_day):%d/%m/%Y}**" if before else ""
    starred = _read("hospitals.toml")[case.hospital]["flags"] == "stars"
    head = ("**Analyse**", "", "**Résultat**", "**Unité**", "**Référence**", before_head)
    yield _lab_line([parse(cell) for cell in head], head=True)
    panel = ""
    for key, analyte in analytes().items():
        if key not in plan.analytes:
            continue
        if analyte.panel != panel:
            panel = analyte.panel
            yield Band(Rich(panel))
        flag = analyte.flag(results[key], sex)
        sign = "*" if starred and flag else flag
        number = analyte.written(results[key])
        cells = [
            parse(f"{{n|{analyte.name}}}"),
            Rich(sign, bold=((0, len(sign)),)),
            parse(f"**{{x|{number}}}**" if flag else f"{{x|{number}}}"),
            parse(f"{{u|{analyte.unit}}}" if analyte.unit else ""),
            Rich(f"({analyte.reference(sex)})" if starred else analyte.reference(sex)),
            Rich(analyte.written(before[key]) if before and rng.random() < 0.75 else ""),
        ]
        yield _lab_line(cells)
    yield Gap(8)


def _lab_line(cells: list[Rich], *, head: bool = False) -> Row:
    return Row(tuple(cells), _LAB_SHARES, _LAB_COLUMNS, head=head, mark="" if head else "lab")


@cache
def _read(name: str) -> Mapping[str, Mapping[str, str]]:
    raw: dict[str, dict[str, str]] = tomllib.loads((files("samples") / "data" / name).read_text(encoding="utf-8"))
    return raw
