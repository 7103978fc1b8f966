"""Laboratory results in prose ("Hb à 9,2 g/dL", "dont 12 G/L de PNN"), in tables, and tests told in a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from nlp.lexicons import any_of, lexicon
from nlp.numbers import read_number
from nlp.readers.labs_lexicon import Analyte, analytes, exact_names, find_names, ucum, unit_pattern
from nlp.readers.measured_on import measured_on
from nlp.sections import SectionKind
from nlp.text import ClinicalText
from records.fields import Code, Field, Grounding, Quantity, Value

_MODEL = "labs/1"
_TREATMENTS = {SectionKind.HOME_TREATMENT, SectionKind.DISCHARGE_TREATMENT}
"""Where potassium and iron are drugs: only concentrations count."""

_NUMBER = r"(?<![\d.,/])(?:\d{1,3}(?:[  ]\d{3})+(?![\d.,]\d)|\d+(?:[.,]\d+)?)(?![\d]|[.,]\d)"
_THOUSANDS = r"(?<![\d.,/])\d{1,3}(?:[  ]\d{3})+(?![\d.,]\d)"
_PLAIN = r"(?<![\d.,/])\d+(?:[.,]\d+)?(?![\d]|[.,]\d)"
_TO = r"[^\S\n]*(?:-|a|to)[^\S\n]*"
_BOUNDS = rf"(?:{_THOUSANDS}{_TO}{_THOUSANDS}|{_PLAIN}{_TO}(?:\d{{1,3}}(?:[  ]000)+(?!\d)|{_PLAIN}))"
"""A range's upper end is written as its lower: in "150 - 400 286" the last number is another column's."""
_RANGE = (
    rf"(?P<range>[^\S\n]*[\[(]?[^\S\n]*(?:\b(?:n|normale?|vr|ref\w*|valeurs?)\b\.?\s*[:=]?\s*)?"
    rf"(?:{_BOUNDS}|(?<=[\[(:n ])[<>≤≥][^\S\n]*{_NUMBER})[^\S\n]*[\])]?)"
)
_FLAG = r"(?:[^\S\n]*(?P<flag>\*+|\b(?:h|l|b|haut|bas|eleve|high|low)\b|[↑↓+](?!\w)))"
_SERIES = r"[^\S\n]*(?:→|->|>|\bvs\.?\b|\bpuis(?:\sa)?\b|\bcontre\b)[^\S\n]*"
_UNKNOWN_NAME = r"(?P<name>[a-z][a-z'’+-]{2,}(?:[ ][a-z0-9'-]+){0,2}?)"
_AIMED_AT = re.compile(r"\b(?:maintenir|objectif|cible|seuil|transfus\w+ si|to maintain|goal)\b[^.;\n:]*$")
"""Before an analyte: its number is aimed at, not measured."""
_SPEED_OR_DRUG = re.compile(r"min|ui\s?/\s?ml|^g\s?/\s?ml")
_THOUSANDS_EN = re.compile(r"\d{1,3},\d{3}")
_PER_VOLUME = {"/uL", "/mm3"}
"""Cells are counted in whole numbers: "8,800/µL" is eight thousand and more, in either language."""
_FLAGS = {"h": "high", "haut": "high", "eleve": "high", "high": "high", "↑": "high", "+": "high"}
_FLAGS |= {"l": "low", "b": "low", "bas": "low", "low": "low", "↓": "low"}


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    analyte: Analyte


@dataclass(frozen=True, slots=True)
class _Result:
    rule: str
    name: tuple[int, int]
    analyte: Analyte
    value: Value
    """As written."""
    span: tuple[int, int]
    unit: tuple[int, int] | None = None
    range: tuple[int, int] | None = None
    flag: str | None = None


@dataclass(frozen=True, slots=True)
class _Patterns:
    direct: re.Pattern[str]
    distant: re.Pattern[str]
    following: re.Pattern[str]
    reverse: re.Pattern[str]
    row: re.Pattern[str]
    concentration: re.Pattern[str]
    no_name: re.Pattern[str]
    not_measured: re.Pattern[str]


def read(text: ClinicalText) -> list[Field]:
    """Each result once: the same name with the same value is not repeated."""
    results = [*_numeric(text), *_worded(text)]
    first: dict[tuple[str, Value], Field] = {}
    for result in sorted(results, key=lambda result: (result.span, result.name)):
        field = _field(text, result)
        if field is not None:
            first.setdefault((text.folded[slice(*result.name)], result.value), field)
    return list(first.values())


@cache
def _patterns() -> _Patterns:
    words = lexicon("labs_words")
    fill = rf"(?:[^\S\n]|[:=()]|->|{any_of(words['between_phrases'])}|\b{any_of(words['between'])}\b)*"
    unit = rf"(?:[^\S\n]{{0,14}}(?P<unit>{unit_pattern()}))"
    ahead = r"(?:(?P<early_flag>[hlb*↑↓])[^\S\n]+)?(?:[<>≤≥~±][^\S\n]?)?"
    number = rf"{ahead}(?P<number>{_NUMBER})(?!\s?{any_of(words['no_result_before'])})"
    tail = rf"(?:{_RANGE}[^\S\n]*(?P<late_unit>{unit_pattern()})?{_FLAG}?)?"
    return _Patterns(
        direct=re.compile(rf"(?:[^\S\n]*\((?:[^)\n\d]{{1,25}})\))?{fill}{number}{unit}?{tail}"),
        distant=re.compile(rf"[^\S\n]*(?:[a-z'’()-]+[^\S\n]+){{1,7}}?{number}{unit}{tail}"),
        following=re.compile(rf"{_SERIES}{number}{unit}?"),
        reverse=re.compile(
            rf"(?P<number>{_NUMBER})[^\S\n]?(?P<unit>{unit_pattern()})?[^\S\n]*(?P<of>de|d'|des)?[^\S\n]*$"
        ),
        row=re.compile(
            rf"^[ \-•*]*{_UNKNOWN_NAME}[^\S\n]*[:.]*[^\S\n]+(?P<number>{_NUMBER}){unit}{_RANGE}{_FLAG}?", re.MULTILINE
        ),
        concentration=re.compile(rf"\b{_UNKNOWN_NAME}[^\S\n]*(?:est\s)?(?:a|:|=)?[^\S\n]*(?P<number>{_NUMBER}){unit}"),
        no_name=re.compile(rf"\b{any_of(words['no_name'])}\b"),
        not_measured=re.compile(any_of(words["not_measured"])),
    )


def _mentions(text: ClinicalText) -> list[_Mention]:
    known = analytes()
    found = [_Mention(*match.span(), known[match.lastgroup or ""]) for match in find_names(text.folded)]
    pattern, keys = exact_names()
    found += [_Mention(*match.span(), known[keys[match.group()]]) for match in pattern.finditer(text.text)]
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[_Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _numeric(text: ClinicalText) -> Iterator[_Result]:
    folded, patterns = text.folded, _patterns()
    joint = re.compile(lexicon("labs_tests")["joints"])
    mentions = [m for m in _mentions(text) if text.section_at(m.start).kind is not SectionKind.FAMILY]
    taken: set[int] = set()
    silent: list[tuple[int, _Mention]] = []
    for index, mention in enumerate(mentions):
        match = patterns.direct.match(folded, mention.end)
        if match is None or not _counts(text, mention, match):
            silent.append((index, mention))
            continue
        if match.start("number") in taken:
            continue  # "Protéine C réactive (CRP) 10": the first name has it
        taken.add(match.start("number"))
        yield _result("direct", mention, match)
        if silent and silent[-1][0] == index - 1 and ucum(match["unit"]) == "{N}":
            previous = silent[-1][1]
            if joint.fullmatch(folded, previous.end, mention.start):
                silent.pop()
                yield _result("direct", previous, match)  # "ASAT et ALAT à 3N"
        while following := patterns.following.match(folded, match.end()):
            match = following
            taken.add(match.start("number"))
            yield _result("series", mention, match)
    for index, mention in silent:
        limit = mentions[index + 1].start if index + 1 < len(mentions) else len(folded)
        before = patterns.reverse.search(folded, max(0, mention.start - 24), mention.start)
        after = patterns.distant.match(folded, mention.end, limit)
        if before and before.start("number") not in taken and before["of"]:
            chosen, rule = before, "reverse"
        elif after and after.start("number") not in taken and _counts(text, mention, after):
            chosen, rule = after, "distant"
        elif before and before.start("number") not in taken and before["unit"]:
            chosen, rule = before, "reverse"
        else:
            continue
        taken.add(chosen.start("number"))
        yield _result(rule, mention, chosen)
    yield from _unknown(text, taken)


def _unknown(text: ClinicalText, taken: set[int]) -> Iterator[_Result]:
    """Analytes that the lexicon does not hold: rows with a reference range, and concentrations in prose."""
    other = Analyte("other", None, None, {}, None)
    patterns = _patterns()
    for rule, pattern in (("row", patterns.row), ("concentration", patterns.concentration)):
        for match in pattern.finditer(text.folded):
            section = text.section_at(match.start()).kind
            is_concentration = re.search(r"/\s?(?:[mdu]?l|mm3)\b", match["unit"]) and not _SPEED_OR_DRUG.search(
                match["unit"]
            )
            if (
                patterns.no_name.search(match["name"])
                or match.start("number") in taken
                or section in _TREATMENTS
                or (rule == "concentration" and not is_concentration)
            ):
                continue
            taken.add(match.start("number"))
            yield _result(rule, _Mention(*match.span("name"), other), match)


def _counts(text: ClinicalText, mention: _Mention, match: re.Match[str]) -> bool:
    """Whether the number behind the name is its result."""
    unit = ucum(match["unit"] or (match.groupdict().get("late_unit")))
    if text.section_at(mention.start).kind in _TREATMENTS and (unit is None or "/" not in unit):
        return False
    gap = text.folded[mention.end : match.start("number")]
    if _patterns().not_measured.search(gap) or _AIMED_AT.search(text.folded, max(0, mention.start - 45), mention.start):
        return False
    number = read_number(match["number"])
    if unit is None and mention.analyte.bounds is None and mention.analyte.unit is None:
        return (len(gap.strip()) <= 4 or gap.rstrip().endswith((" a", "=", ":"))) and number not in range(1900, 2100)
    return unit is not None or mention.analyte.converted(number, None) is not None


def _result(rule: str, mention: _Mention, match: re.Match[str]) -> _Result:
    groups = match.groupdict()
    unit = match.span("unit") if groups.get("unit") else match.span("late_unit") if groups.get("late_unit") else None
    span = match.span("number")
    counted = ucum(match["unit"]) in _PER_VOLUME if groups.get("unit") else False
    number = (
        match["number"].replace(",", "") if counted and _THOUSANDS_EN.fullmatch(match["number"]) else match["number"]
    )
    return _Result(
        rule,
        (mention.start, mention.end),
        mention.analyte,
        read_number(number),
        (span[0], unit[1] if unit and groups.get("unit") else span[1]),
        unit,
        match.span("range") if groups.get("range") else None,
        groups.get("flag") or groups.get("early_flag"),
    )


@cache
def _test_patterns() -> tuple[re.Pattern[str], ...]:
    """Test names, the verdict behind a name, what joins names, cultures, and the verdict or germ behind a culture."""
    table = lexicon("labs_tests")
    verdict = rf"(?:(?P<negative>{table['negative']})|(?P<positive>{table['positive']}))"
    return (
        re.compile(rf"(?<!\w)(?<!\w-)(?:{any_of(table['tests'])})(?!\w)"),
        re.compile(rf"{table['fillers']}{verdict}"),
        re.compile(table["joints"]),
        re.compile(any_of(table["cultures"])),
        re.compile(
            rf"[^\n.;]{{0,60}}?\b(?:(?P<negative>{table['negative']})|(?P<positive>{table['positive']}|{table['germs']}))"
        ),
        re.compile(
            rf"\b{table['absent_cue']}(?P<list>{any_of(table['absent'])}(?:{table['joints']}{any_of(table['absent'])})*)\b"
        ),
    )


def _worded(text: ClinicalText) -> Iterator[_Result]:
    """Positive and negative tests; several joined names share the verdict behind the last."""
    test, verdict, joint, culture, germ, absent = _test_patterns()
    folded = text.folded
    for listed in absent.finditer(folded):
        for one in re.finditer(any_of(lexicon("labs_tests")["absent"]), listed["list"]):
            span = (listed.start("list") + one.start(), listed.start("list") + one.end())
            yield _Result("absent", span, Analyte("other", None, None, {}, None), "negative", listed.span())
    mentions = list(test.finditer(folded))
    waiting: list[re.Match[str]] = []
    for index, mention in enumerate(mentions):
        match = verdict.match(folded, mention.end())
        following = mentions[index + 1].start() if index + 1 < len(mentions) else None
        if (
            match is None
            and culture.match(mention.group())
            and not (following and joint.fullmatch(folded, mention.end(), following))
        ):
            match = germ.match(folded, mention.end(), following or len(folded))
        if match is not None and "\n\n" in folded[mention.end() : match.start(match.lastgroup or 0)]:
            match = None
        if match is not None:
            value = "negative" if match["negative"] else "positive"
            for one in (*waiting, mention):
                yield _Result(
                    "worded",
                    one.span(),
                    Analyte(one.group(), None, None, {}, None),
                    value,
                    match.span(match.lastgroup or 0),
                )
            waiting = []
        elif following is not None and joint.fullmatch(folded, mention.end(), following):
            waiting.append(mention)
        else:
            waiting = []


def _field(text: ClinicalText, result: _Result) -> Field | None:
    analyte = result.analyte
    name = text.field("labs.analyte", text.text[slice(*result.name)].strip(), *result.name, model=_MODEL)
    day = _day(text, result)
    if isinstance(result.value, str):
        return text.field("labs", result.value, *result.span, model=f"{_MODEL}:{result.rule}", parts=(name, *day))
    written = text.text[slice(*result.unit)].strip() if result.unit else None
    unit = ucum(text.folded[slice(*result.unit)]) if result.unit else None
    number = float(result.value) if not isinstance(result.value, int) else result.value
    if meant := analyte.meant(number, unit):
        unit = meant
    converted = analyte.converted(number, unit)
    rule, value, final_unit = (result.rule, *converted) if converted else ("out_of_bounds", number, unit)
    code = Code("loinc", analyte.loinc) if analyte.loinc and converted and final_unit == analyte.unit else None
    field = text.field(
        "labs",
        value,
        *result.span,
        model=f"{_MODEL}:{'unit_misread' if meant else rule}",
        unit=final_unit,
        written=Quantity(result.value, written),
        code=code,
        parts=(name, *_extras(text, result), *day),
    )
    return replace(field, grounding=Grounding.NORMALISED) if meant else field


def _day(text: ClinicalText, result: _Result) -> tuple[Field, ...]:
    start, end = min(result.name[0], result.span[0]), max(result.name[1], result.span[1])
    day = measured_on(text, start, end)
    if day is None or day.iso is None:
        return ()
    return (text.field("labs.taken_at", day.iso, day.start, day.end, model=_MODEL),)


def _extras(text: ClinicalText, result: _Result) -> Iterable[Field]:
    if result.range:
        words = text.text[slice(*result.range)]
        stripped = words.strip(" ()[]")
        start = result.range[0] + words.index(stripped)
        yield text.field("labs.reference_range", stripped, start, start + len(stripped), model=_MODEL)
    if result.flag and result.range:
        value = _FLAGS.get(result.flag, "abnormal")
        start = text.folded.index(result.flag, result.name[1])
        yield text.field("labs.flag", value, start, start + len(result.flag), model=_MODEL)
