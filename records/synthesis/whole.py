"""The synthesis put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from records.patient import DocumentFields
from records.synthesis import allergies as allergy
from records.synthesis import facts
from records.synthesis import problems as problem
from records.synthesis import treatments as treatment
from records.synthesis.contradictions import Contradiction
from records.synthesis.dossier import DatedDocument, read_dossier
from records.synthesis.stays import Stay, find_stays
from records.synthesis.timeline import Entry, Procedure, find_procedures, timeline
from records.synthesis.trends import Trend, lab_trends, vital_trends
from records.terminology.interactions import Interaction, InteractionCheck
from records.terminology.interactions import Treatment as Drug


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Everything in it was read in a document and names the place; what no document says is not there."""

    documents: tuple[DatedDocument, ...]
    """Oldest first."""
    unnamed: tuple[DatedDocument, ...]
    """Those that do not say whose they are: a person put them here."""
    identity: tuple[facts.Fact, ...]
    contradictions: tuple[Contradiction, ...]
    allergies: allergy.Allergies
    problems: tuple[problem.Problem, ...]
    treatments: treatment.Treatments
    interactions: tuple[Interaction, ...]
    """Between the drugs of `current_drugs`."""
    interactions_source: str | None
    """The thesaurus that was asked; None where none was imported, and nothing is known of interactions."""
    stays: tuple[Stay, ...]
    timeline: tuple[Entry, ...]
    procedures: tuple[Procedure, ...]
    labs: tuple[Trend, ...]
    vitals: tuple[Trend, ...]
    obstetrics: tuple[facts.Fact, ...]
    lifestyle: tuple[facts.Fact, ...]

    @property
    def current_drugs(self) -> tuple[treatment.Treatment, ...]:
        """The drugs of the lists that no document stops and whose course is not over."""
        return tuple(drug for drug in self.treatments.drugs if not drug.over)

    def __repr__(self) -> str:
        return f"Synthesis({len(self.documents)} documents, {len(self.contradictions)} contradictions)"


def synthesise(fields: Iterable[DocumentFields], thesaurus: InteractionCheck | None = None) -> Synthesis:
    """The synthesis of documents that are of one patient (`require_same_patient` says so)."""
    documents = read_dossier(fields)
    stays = find_stays(documents)
    procedures = find_procedures(documents)
    known_allergies = allergy.allergies(documents)
    taken = treatment.treatments(documents)
    whole = Synthesis(
        documents=documents,
        unnamed=tuple(one for one in documents if one.scalar("patient.last_name") is None),
        identity=facts.identity(documents),
        contradictions=tuple(
            chain(
                facts.contradictions(documents),
                allergy.contradictions(known_allergies),
                treatment.contradictions(documents),
                problem.contradictions(documents),
            )
        ),
        allergies=known_allergies,
        problems=problem.problems(documents, stays),
        treatments=taken,
        interactions=(),
        interactions_source=None,
        stays=stays,
        timeline=timeline(documents, stays, procedures),
        procedures=procedures,
        labs=lab_trends(documents, stays),
        vitals=vital_trends(documents, stays),
        obstetrics=facts.latest_facts(documents, "obstetrics"),
        lifestyle=facts.latest_facts(documents, "lifestyle"),
    )
    return whole if thesaurus is None else _with_interactions(whole, thesaurus)


def _with_interactions(whole: Synthesis, thesaurus: InteractionCheck) -> Synthesis:
    drugs = [Drug(drug.label, drug.code.code if drug.code else None) for drug in whole.current_drugs]
    return replace(whole, interactions=tuple(thesaurus.interactions(drugs)), interactions_source=thesaurus.source)
