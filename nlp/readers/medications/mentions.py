"""Which names in a text are medications of the patient, and which are an allergy, a lab value or a relative's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.readers.document_type import is_laboratory_sheet
from nlp.readers.medications import posology
from nlp.readers.medications.cues import Cue, cues
from nlp.readers.medications.elements import FREQUENT, Kind
from nlp.readers.medications.lexicon import Mention, Need, find_names
from nlp.readers.medications.posology import Written
from nlp.readers.medications.unknown import BULLET, LISTS, list_kind, with_unknown_names
from nlp.readers.medications.vaccines import vaccines
from nlp.sections import Section, SectionKind
from nlp.text import ClinicalText

_NOT_HERE = frozenset({SectionKind.FAMILY, SectionKind.ALLERGIES, SectionKind.SIGNATURE})
_JOINED = re.compile(
    r"\s*(?:%|,|\+|/|-|et|ou|puis|avec|associee?s? a|and|\(|\)| )*\s*(?:de l'|de la |du |de |d'|des |le |la |l')?\s*"
)
_NO_DRUG = re.compile(
    r"(?:ipp|rpps|adeli|finess|siret|nir|ins|iep|nda|nip)\b[^\n\w]{0,4}(?:n[°o]? ?)?(?:\d[ .-]?){5}"
    r"|proteine c[ -]?reactive"
)
"""Numbers of people and places whose short name is also a drug's (IPP), and a protein that is measured, not given."""
_TITLE = re.compile(r"\b(?:madame|monsieur|mme|mlle|mr|m\.|dr\.?|docteur|pr\.?|professeur) (?:[a-z'-]+ )?$")
"""What is named behind it is a person."""
_SLIP_ALONE = 8
"""Letters of a misspelt name that is believed without a posology beside it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A mention with the posology around it and the place its context is read from."""

    mention: Mention
    written: Written
    section: SectionKind
    head: int
    """Start of the first drug of the enumeration it stands in: what comes before that holds for all of them."""
    in_list: bool
    """An item of a treatment list: first thing of its line under such a heading."""


def find(text: ClinicalText, *, prescription: bool = False) -> list[Found]:
    """The medications of a text in reading order, each mention once."""
    known = [mention for mention in find_names(text.folded) if mention.drug.need is not Need.NEVER]
    if is_laboratory_sheet(text):  # its groups of drugs explain a range: "INR sous anticoagulant : 2 - 3"
        known = [mention for mention in known if not mention.drug.group]
    known = sorted([*known, *vaccines(text.folded, known)], key=lambda mention: mention.start)
    raw = _without_openers(text.folded, with_unknown_names(text, known))
    taken: list[Found] = []
    for one in _with_posology(text, prescription, raw):
        joined = bool(taken) and one.head < one.mention.start and taken[-1].head == one.head
        if _is_taken(text, one, joined=joined):
            taken.append(one)
    return taken


_ONLY_SPACE = re.compile(r"[ /]*")
_DEVICES = frozenset({"inhaler", "inhalers", "nebulizers", "collyre", "collyres"})
"""Behind a drug they name no other: "latanoprost collyre"."""
_COUNTED = re.compile(r"(?:\d|\b(?:une?|deux|trois|quatre|six|en|par)) ?$")
_BRACKET = re.compile(r" ?\((?:[^()\n\d]* ?\+)? ?")


def _without_openers(folded: str, raw: Sequence[Mention]) -> list[Mention]:
    """Without the group that only opens a drug ("antibiothérapie par X") and the molecule that explains a brand."""
    kept: list[Mention] = []
    for index, mention in enumerate(raw):
        following = raw[index + 1] if index + 1 < len(raw) else None
        if mention.drug.group:
            if mention.key.startswith("aerosol") and _COUNTED.search(folded[max(0, mention.start - 8) : mention.start]):
                continue
            if kept and mention.key in _DEVICES and folded[kept[-1].end : mention.start] == " ":
                continue
            between = folded[mention.end : following.start] if following else "\n"
            opened = re.fullmatch(
                r"[^\n.;]{0,40}?(?:\bpar(?: du| de la| de l'| des)?|\bde|\bd'|\btype|:|\(|\bavec)\s*", between
            )
            if following is not None and not following.drug.group and (opened or _ONLY_SPACE.fullmatch(between)):
                continue
        if (
            kept
            and _BRACKET.fullmatch(folded, kept[-1].end, mention.start)
            and folded[mention.end : mention.end + 40].find(")") >= 0
        ):
            if not kept[-1].drug.group and "(" in folded[kept[-1].end : mention.start]:
                continue
        elif (
            kept
            and "(" in folded[kept[-1].end : mention.start]
            and _BRACKETED.match(folded, kept[-1].end)
            and ")" not in folded[kept[-1].end : mention.start]
            and not kept[-1].drug.group
        ):
            continue
        kept.append(mention)
    return kept


def _with_posology(text: ClinicalText, prescription: bool, raw: Sequence[Mention]) -> list[Found]:
    folded = text.folded
    found: list[Found] = []
    free = 0
    for index, mention in enumerate(raw):
        if mention.start < free:
            continue
        section = text.section_at(mention.start)
        opens = _opens_line(folded, mention.start, section)
        in_list = list_kind(text, section) in LISTS and opens
        limit = raw[index + 1].start if index + 1 < len(raw) else len(folded)
        written = _written(folded, mention, limit, free, wrap=in_list or (prescription and opens))
        head = mention.start
        if found:
            last = found[-1]
            between = folded[max(last.mention.end, last.written.end) : min(mention.start, written.start)]
            if _JOINED.fullmatch(between) and "\n" not in folded[last.mention.end : mention.start]:
                head = last.head
                if not last.written.dose and not last.written.frequency and not re.search(",|avec", between):
                    found[-1] = replace(last, written=posology.shared(last.written, written))
                elif written.route is None and last.written.route_at and last.written.route_at[0] < last.mention.start:
                    written = replace(written, route=last.written.route, route_at=last.written.route_at)
        found.append(Found(mention, written, list_kind(text, section), head, in_list))
        free = max(mention.end, written.end)
    return found


def _written(folded: str, mention: Mention, limit: int, free: int, *, wrap: bool) -> Written:
    nothing = Written(mention.end, mention.end)
    if (mention.drug.atc or "").startswith("J07"):
        return nothing
    end = folded.find("\n", limit)
    after = posology.after_name(
        folded, _after_brackets(folded, mention.end), end if end >= 0 else len(folded), before=limit, wrap=wrap
    )
    if mention.drug.atc == "L01P" and after.elements and after.elements[0].kind is Kind.BARE:
        after = nothing
    before = posology.before_name(folded, free, mention.start)
    if not before.elements or (after.dose and not before.route):
        return after
    if not after.elements:
        return before
    if after.dose:
        return replace(after, route=after.route or before.route, route_at=after.route_at or before.route_at)
    return _merged(before, after)


def _merged(before: Written, after: Written) -> Written:
    return Written(
        before.start,
        max(before.end, after.end),
        before.dose,
        before.frequency or after.frequency,
        before.duration or after.duration,
        before.route or after.route,
        before.route_at or after.route_at,
        before.elements + after.elements,
    )


_BRACKETED = re.compile(r" ?\((?!si|per os|iv|po|sc|im|\d)[^()\n]{3,60}\)")


def _after_brackets(folded: str, end: int) -> int:
    """Past what stands in brackets behind a name, such as the molecule of a brand."""
    match = _BRACKETED.match(folded, end)
    return match.end() if match else end


def _opens_line(folded: str, start: int, section: Section) -> bool:
    line = max(folded.rfind("\n", 0, start) + 1, section.body)
    return BULLET.fullmatch(folded, line, start) is not None or re.fullmatch(r"[ :-]*", folded[line:start]) is not None


def _is_taken(text: ClinicalText, one: Found, *, joined: bool) -> bool:
    mention, folded = one.mention, text.folded
    if one.section in _NOT_HERE or _NO_DRUG.match(folded, mention.start):
        return False
    if text.is_unticked(mention.start) or _TITLE.search(folded, max(0, mention.start - 40), mention.start):
        return False
    before, after = cues(Cue.NOT_TAKEN)
    if before.precedes(folded, one.head) or cues(Cue.FAMILY)[0].precedes(folded, one.head):
        return False
    if not (one.in_list or joined) and after.follows(folded, mention.end):
        return False  # a concentration; of what is joined to a solution ("G5% avec NaCl 4 g/L") it is the dose
    if _in_allergy(folded, one):
        return False
    if mention.drug.group and one.section is SectionKind.CONCLUSION and not one.written.dose:
        return False  # a conclusion sums up what stands above it
    need = mention.drug.need
    if need is Need.CAPITALS and not text.text[mention.start : mention.end].replace(" ", "").isupper():
        return False
    misspelt = mention.rule == "slip" and (
        mention.end - mention.start < _SLIP_ALONE or text.text[mention.start].islower()
    )
    if need is Need.GIVEN or misspelt:
        return joined or one.in_list or _is_dosed(one.written) or _is_given(folded, one)
    return True


def _is_dosed(written: Written) -> bool:
    return any(element.kind in {Kind.STRENGTH, Kind.COUNT} | FREQUENT for element in written.elements) or bool(
        written.route
    )


def _is_given(folded: str, one: Found) -> bool:
    before, after = cues(Cue.GIVING)
    return before.precedes(folded, one.head) or after.follows(folded, one.mention.end)


_ALLERGY = re.compile(r"allergi|intoleran")
_SHOCK = re.compile(r"anaphyla\w*|quincke")
_AGAINST_SHOCK = ("C01CA", "H02", "R06", "R03", "B05", "H04AA01")
"""ATC classes of what a shock is treated with."""
_BLAMED = re.compile(r"\b(?:a(?! \d)|au|aux|apres|sous|suite|chez|ayant|avoir)\b")
_TREATED_BY = re.compile(r"\b(?:traitee?s? (?:par|avec)|recu|recue|recoit|mise? sous)\b")


def _in_allergy(folded: str, one: Found) -> bool:
    """Told as the cause of an allergy or of a shock; with dose or route it may be what the shock is treated with."""
    start = one.mention.start
    line = max(0, max(folded.rfind("\n", 0, start), folded.rfind(". ", 0, start), start - 80) + 1)
    if _ALLERGY.search(folded, line, start):
        return True
    shocks = list(_SHOCK.finditer(folded, line, start))
    if not shocks or not _is_dosed(one.written):
        return bool(shocks)
    return not any(_treats(folded[shocks[-1].end() : place], one) for place in (one.head, start))


def _treats(between: str, one: Found) -> bool:
    """Whether the words between the shock and a drug make it the treatment, not the culprit."""
    clause = re.split(r"[,;:]|\bpuis\b", between)[-1]
    treated = list(_TREATED_BY.finditer(clause))
    if treated:
        told = clause[: treated[-1].start()]
        return not re.search(r"\b(?:chez|ayant|avoir)\b", told) and not _BLAMED.search(clause, treated[-1].end())
    return (one.mention.drug.atc or "").startswith(_AGAINST_SHOCK) and not _BLAMED.search(clause)
