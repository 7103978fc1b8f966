"""The treatment in the synthesis: what is taken, what changed, what is over, what does not go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.pages.record_view import Chip
from api.pages.synthesis_lines import LineView, PartView, SectionView, Teller
from records.synthesis import Synthesis
from records.synthesis.dossier import Mention
from records.synthesis.treatments import Change, Event, Treatment
from records.terminology.interactions import Interaction

_ON_THE_LINE = ("dose", "route", "frequency", "duration")


def treatment_sections(teller: Teller, synthesis: Synthesis) -> Iterator[SectionView]:
    """Current treatment, interactions, what is over, what was given during stays."""
    drugs = synthesis.treatments.drugs
    current = tuple(_line(teller, drug) for drug in synthesis.current_drugs)
    yield SectionView("treatment", teller.say("section.treatment"), current, "" if current else teller.say("no_list"))
    yield _interactions(teller, synthesis)
    over = tuple(_line(teller, drug) for drug in drugs if drug.over)
    yield SectionView("over", teller.say("section.over"), over)
    given = tuple(
        LineView(str(group[0].value), (teller.part(_posology(teller, group), group),), teller.doubt(group))
        for group in synthesis.treatments.during_stays
    )
    yield SectionView("given", teller.say("section.given"), given)


def _line(teller: Teller, drug: Treatment) -> LineView:
    chips: tuple[Chip, ...] = ()
    if drug.stopped:
        chips = (Chip("absent", teller.value("medications.status", "stopped"), "absent"),)
    elif drug.events and not drug.over:
        change = drug.events[-1].change.value
        chips = (Chip("status", teller.say(f"change.{change}")),)
    details = [_event(teller, event) for event in drug.events]
    if drug.since and not any(event.change is Change.STARTED for event in drug.events):
        details.insert(0, PartView(teller.say("listed_since", date=teller.day(drug.since))))
    if drug.ended_on:
        details.append(PartView(teller.say("ended", date=teller.day(drug.ended_on))))
    if drug.not_listed and not drug.over:
        day = teller.day(drug.not_listed[0].said_on)
        details.append(teller.part(teller.say("not_listed", date=day), drug.not_listed))
    head = drug.label[:1].upper() + drug.label[1:]
    said = "" if drug.stopped else _posology(teller, drug.mentions)
    return LineView(head, (teller.part(said, drug.mentions),), (*chips, *teller.doubt(drug.mentions)), tuple(details))


def _event(teller: Teller, event: Event) -> PartView:
    values: dict[str, str] = {"date": teller.day(event.on)}
    if event.change in (Change.DOSE, Change.FREQUENCY):
        leaf = event.change.value
        values |= {"before": _leaf(teller, event.before, leaf), "after": _leaf(teller, event.after, leaf)}
    return teller.part(teller.say(f"event.{event.change.value}", **values), (*event.before, *event.after))


def _posology(teller: Teller, mentions: Sequence[Mention]) -> str:
    """Dose, route, frequency and duration, each once."""
    return " · ".join(filter(None, (_leaf(teller, mentions, leaf) for leaf in _ON_THE_LINE)))


def _leaf(teller: Teller, mentions: Sequence[Mention], leaf: str) -> str:
    """What the first document that has it says; all lines of that document."""
    name = f"medications.{leaf}"
    speaker = next((one.document_id for one in mentions if one.part(name)), None)
    said = (one.part(name) for one in mentions if one.document_id == speaker)
    return " + ".join(dict.fromkeys(teller.value(name, value) for value in said if value))


def _interactions(teller: Teller, synthesis: Synthesis) -> SectionView:
    title = teller.say("section.interactions")
    if synthesis.interactions_source is None:
        return SectionView("interactions", title, (), teller.say("no_thesaurus"))
    lines = tuple(_interaction(teller, synthesis, one) for one in synthesis.interactions)
    key = "interactions_of" if lines else "no_interaction"
    return SectionView("interactions", title, lines, teller.say(key, source=synthesis.interactions_source))


def _interaction(teller: Teller, synthesis: Synthesis, found: Interaction) -> LineView:
    drugs = {drug.label: drug for drug in synthesis.current_drugs}
    pair = (found.first.name, found.second.name)
    parts = tuple(teller.part(name, drugs[name].mentions) for name in pair)
    levels = " / ".join(teller.say(f"level.{level.value}") for level in found.entry.levels)
    told = (found.entry.risk, found.entry.advice)
    return LineView(levels, parts, (), tuple(PartView(text) for text in told if text))
