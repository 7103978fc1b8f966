"""The synthesis of a patient as people read it: sections of lines, each line with its documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from api.pages.record_view import Chip
from api.pages.synthesis_lines import LineView, PartView, SectionView, Teller
from api.pages.synthesis_treatments import treatment_sections
from api.pages.synthesis_trends import TableView, table
from api.pages.wording import Wording
from records.fields import Assertion
from records.synthesis import Synthesis
from records.synthesis.contradictions import Contradiction
from records.synthesis.dossier import DatedDocument
from records.synthesis.facts import Fact
from records.synthesis.problems import Problem, Standing
from records.synthesis.stays import Stay
from records.synthesis.timeline import Entry


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A document of the synthesis, under the number by which the lines name it."""

    number: int
    title: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class SynthesisView:
    """Everything the page and the printed text show, in the order in which a clinician reads."""

    heading: str
    """The patient's name as the documents give it; the title where they give none."""
    documents: tuple[DocumentLink, ...]
    sections: tuple[SectionView, ...]
    tables: tuple[TableView, ...]


def synthesis_view(synthesis: Synthesis, names: Mapping[str, str], wording: Wording) -> SynthesisView:
    """The synthesis in a language; `names` are the documents' files by id."""
    teller = Teller(synthesis.documents, names, wording)
    links = (
        DocumentLink(number, teller.document(one), names[one.id], f"/documents/{one.id}")
        for number, one in enumerate(synthesis.documents, 1)
    )
    sections = (
        _facts(teller, "identity", synthesis.identity),
        _contradictions(teller, synthesis),
        _allergies(teller, synthesis),
        *treatment_sections(teller, synthesis),
        *_problems(teller, synthesis.problems),
        _timeline(teller, synthesis.timeline),
        _procedures(teller, synthesis),
        _facts(teller, "obstetrics", synthesis.obstetrics),
        _facts(teller, "lifestyle", synthesis.lifestyle),
    )
    tables = (table(teller, "labs", synthesis.labs), table(teller, "vitals", synthesis.vitals))
    return SynthesisView(
        heading=_name(synthesis) or teller.say("title"),
        documents=tuple(links),
        sections=tuple(section for section in sections if section.lines or section.note),
        tables=tuple(one for one in tables if one.rows),
    )


def _name(synthesis: Synthesis) -> str:
    said = {fact.name: str(fact.value) for fact in synthesis.identity}
    return " ".join(said[name] for name in ("patient.last_name", "patient.first_name") if name in said)


def _section(teller: Teller, name: str, lines: Iterable[LineView], note: str = "") -> SectionView:
    return SectionView(name, teller.say(f"section.{name}"), tuple(lines), note)


def _facts(teller: Teller, name: str, facts: Iterable[Fact]) -> SectionView:
    lines = (
        LineView(
            teller.label(fact.name),
            (teller.part(teller.value(fact.name, fact.value), fact.mentions),),
            teller.doubt(fact.mentions),
        )
        for fact in facts
    )
    return _section(teller, name, lines)


def _contradictions(teller: Teller, synthesis: Synthesis) -> SectionView:
    lines = [_contradiction(teller, one) for one in synthesis.contradictions]
    if synthesis.unnamed:
        whose = (PartView(teller.document(one)) for one in synthesis.unnamed)
        lines.append(LineView(teller.say("unnamed"), tuple(whose)))
    return _section(teller, "contradictions", lines, "" if lines else teller.say("no_contradiction"))


def _contradiction(teller: Teller, found: Contradiction) -> LineView:
    label = teller.label(found.name)
    told = f"{found.subject.value}.{found.name}"
    head = teller.say("about", label=label, about=found.about) if found.about else label
    parts = (teller.part(_side(teller, told, found.name, side.value), side.mentions) for side in found.sides)
    return LineView(head, tuple(parts))


def _side(teller: Teller, told: str, name: str, value: object) -> str:
    worded = teller.wording.messages.get(f"synthesis.side.{told}.{value}")
    worded = worded or teller.wording.messages.get(f"synthesis.side.{value}")
    return worded or teller.value(name, value if isinstance(value, str | int | float | bool) else str(value))


def _allergies(teller: Teller, synthesis: Synthesis) -> SectionView:
    found = synthesis.allergies
    lines = [
        LineView(
            one.label,
            (teller.part(", ".join(one.reactions), one.mentions),),
            (_assertion_chip(teller, Assertion.ABSENT),) if one.denied else teller.doubt(one.mentions),
        )
        for one in found.known
    ]
    if found.none_known:
        lines.append(LineView(teller.say("no_allergy"), (teller.part("", found.none_known),)))
    return _section(teller, "allergies", lines, "" if found.spoken_of else teller.say("allergies_untold"))


def _problems(teller: Teller, problems: Iterable[Problem]) -> Iterator[SectionView]:
    listed = tuple(problems)
    for standing in Standing:
        lines = (_problem(teller, one) for one in listed if one.standing is standing)
        yield _section(teller, standing.value, lines)


def _problem(teller: Teller, problem: Problem) -> LineView:
    chips: tuple[Chip, ...] = ()
    if problem.main:
        chips = (Chip("main", teller.wording.text("chip.main"), "star"),)
    details = []
    if problem.writings:
        details.append(PartView(teller.say("also_written", names=" ; ".join(problem.writings))))
    if len(problem.course) > 1:
        details += [
            teller.part(f"{teller.day(one.said_on)} : {_assertion(teller, said)}", [one])
            for one, said in problem.course
        ]
    code = f"{problem.code.system.upper()} {problem.code.code}" if problem.code else ""
    head = problem.label[:1].upper() + problem.label[1:]
    return LineView(
        head, (teller.part(code, problem.mentions),), (*chips, *teller.doubt(problem.mentions)), tuple(details)
    )


def _assertion(teller: Teller, assertion: Assertion) -> str:
    if assertion is Assertion.PRESENT:
        return teller.say("present")
    return teller.wording.text(f"assertion.{assertion.value}").lower()


def _assertion_chip(teller: Teller, assertion: Assertion) -> Chip:
    kind = assertion.value
    return Chip(kind, teller.wording.text(f"assertion.{kind}"), kind)


def _timeline(teller: Teller, entries: Iterable[Entry]) -> SectionView:
    return _section(teller, "timeline", (_entry(teller, entry) for entry in entries))


def _entry(teller: Teller, entry: Entry) -> LineView:
    if entry.stay:
        return _stay(teller, entry.stay)
    if entry.document:
        return LineView(teller.day(entry.day), (_document(teller, entry.document),))
    procedure = entry.procedure
    mentions = procedure.mentions if procedure else ()
    return LineView(teller.day(entry.day), (teller.part(str(mentions[0].value), mentions),) if mentions else ())


def _stay(teller: Teller, stay: Stay) -> LineView:
    dates = teller.say("stay", admission=teller.day(stay.admission), discharge=teller.day(stay.discharge))
    details = [teller.part(f"{teller.label('conditions.main')} : {one.value}", [one]) for one in stay.main_diagnoses]
    details += [
        teller.part(f"{teller.label(one.field.name)} : {teller.value(one.field.name, one.value)}", [one])
        for one in stay.details
    ]
    details += [_document(teller, one) for one in stay.documents]
    departments = dict.fromkeys(str(one.value) for one in stay.departments)
    where = teller.part(" → ".join(departments), (*stay.date_mentions, *stay.departments))
    return LineView(dates, (where,), (), tuple(details))


def _document(teller: Teller, document: DatedDocument) -> PartView:
    author = document.scalar("document.author")
    signed = f", {author.value}" if author else ""
    said = [one for name in ("document.type", "document.author") if (one := document.scalar(name))]
    return teller.part(f"{teller.document(document)}{signed}", said)


def _procedures(teller: Teller, synthesis: Synthesis) -> SectionView:
    lines = []
    for one in synthesis.procedures:
        status = teller.value("procedures.status", one.status) if one.status else ""
        day = teller.day(one.on) if one.on else teller.say("told_on", date=teller.day(one.mentions[0].said_on))
        said = " · ".join(filter(None, (status, day)))
        lines.append(
            LineView(str(one.mentions[0].value), (teller.part(said, one.mentions),), teller.doubt(one.mentions))
        )
    return _section(teller, "procedures", lines)
