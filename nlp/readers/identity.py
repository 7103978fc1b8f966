"""Who the patient is: names, sex, birth date, age, national and hospital numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nlp.dates import DATE, find_dates
from nlp.lexicons import any_of, lexicon
from nlp.numbers import IN_LETTERS, read_in_letters, read_number
from nlp.sections import fold
from nlp.text import ClinicalText
from records.catalogue import catalogue
from records.fields import Field

_MODEL = "identity/1"
_Span = tuple[int, int]

_TOKEN = re.compile(r"[ ]*([^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?)")
_NAME_THEN_AGE = re.compile(r"[a-zà-ÿ'-]{3,} (?:[A-ZÀ-Ý][\w'-]+ ?){1,3},? ?(?:âgée? de )?\d{1,3} ?ans")
"""A first name whose capital the scan lost, certain by the capital and the age behind it."""
_LABELS = {
    "patient.birth_name": r"nom de (?:naissance|jeune fille)|nee?\(?e?\)? sous le nom de|nom patronymique|maiden name",
    "patient.last_name": r"nom (?:d'usage|usuel|marital|de famille|d'epouse)|nom du patient|nom|last name|surname",
    "patient.first_name": r"prenoms?|premier prenom|prenom usuel|first name|given name",
}
_BOTH_NAMES = re.compile(
    r"(?:^|[\n;|]|\s{2})[ ]{0,4}(?:nom\s*(?:,|et|/|-)?\s*prenoms?|identite|patiente?|patient\(e\))\s*:\s*", re.M
)
_VALUE_END = re.compile(
    r"\s{3,}|[\n;|,(\t]|\s+(?=(?:nom|prenoms?|nee?|ne\(e\)|sexe|date|ddn|ipp|nir|age|adresse|first|last|birth|"
    r"dob|sex)\b)"
)
_BIRTH = re.compile(
    rf"\b(?:nee?\s*(?:\(e\))?\s*(?:le|:)|date de naissance|ddn|d\.d\.n\.|date of birth|dob|"
    rf"born(?: on)?)\s*(?:le)?\s*:?\s*(?P<date>{DATE})"
)
_SEX = re.compile(r"\b(?:sexe|sex|genre)\s*:?\s*(?P<sex>masculin|feminin|male|female|homme|femme|[mfh])\b")
_AGE_NUMBER = rf"(?P<number>\d{{1,3}}(?:[.,]\d)?|{IN_LETTERS})"
_AGE = (
    rf"{_AGE_NUMBER}\s*(?P<unit>ans?|annees?|mois|years?(?:[ -]old)?|y/?o|jours|semaines)\b"
    r"(?:\s+et\s+(?:(?P<half>demi)|(?P<months>\d{1,2})\s*mois))?"
)
_PERSON = r"(?:patiente?|homme|femme|enfant|garcon|fillette|fille|adolescente?|nourrisson|dame|monsieur|madame|jeune)"
_AGE_SAID = re.compile(
    rf"\b(?:agee?\s*(?:de|:)|age\s*:|aged|{_PERSON}(?:\s+[a-z'-]+){{0,3}}?\s+de|"
    rf"{_PERSON}(?:\s+[a-z'-]+){{0,4}}\s*,)\s*{_AGE}"
)
_AGE_AFTER_NAME = re.compile(rf"\s*(?:,|\(|-)?\s*(?:agee?\s+de\s+|aged\s+|a\s+)?{_AGE}(?!\s+(?:avant|apres|plus tard))")
_AGE_BEFORE = re.compile(r"\b(?P<number>\d{1,3})[ -](?P<unit>years?)[ -]old(?P<half>)(?P<months>)")
_NIR = re.compile(
    r"(?<![\dA-Z])([1-478])\s?(\d\d)\s?(\d\d)\s?(\d\d|2[ABab])\s?(\d{3})\s?(\d{3})\s?[/-]?\s?(\d\d)(?!\d)"
)
_IPP = re.compile(
    r"\b(?:ipp|n\.?i\.?p\.?|identifiant permanent(?: du patient)?|n° (?:de )?(?:patient|dossier patient)|"
    r"hospital number|mrn)\s*(?:\(ipp\))?\s*(?:n°|no)?\s*:?\s*(?P<number>[a-z]{0,3}\d[\d ]{4,16}\d)"
)


@dataclass(frozen=True, slots=True)
class _Name:
    """Places of the parts of a name; None where the text does not have that part."""

    rule: str
    end: int
    last: _Span | None = None
    first: _Span | None = None
    birth: _Span | None = None


def read(text: ClinicalText) -> list[Field]:
    """Every identity field that the document states."""
    name = _labelled(text) or _titled(text) or _untitled(text)
    fields: list[Field] = []
    if name is not None:
        for leaf, span in (("last_name", name.last), ("first_name", name.first), ("birth_name", name.birth)):
            if span is not None:
                value = text.text[slice(*span)]
                fields.append(text.field(f"patient.{leaf}", value, *span, model=f"{_MODEL}:{name.rule}"))
    fields += _sex(text)
    fields += _birth_date(text)
    fields += _age(text, name)
    return fields + _numbers(text)


@cache
def _words() -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in lexicon("identity_words").items()}


@cache
def _title_pattern() -> re.Pattern[str]:
    table = lexicon("identity_words")
    male, female, neutral = (any_of(table[f"{sex}_titles"]) for sex in ("male", "female", "neutral"))
    return re.compile(
        rf"(?<![\w'])(?<!dr )(?<!pr )(?<!docteur )(?<!professeur )"
        rf"(?:(?P<male>{male})|(?P<female>{female})|(?P<neutral>{neutral}))"
        rf"(?:\s+(?:{male}|{female}))?\s+(?=\S)"
    )


def _labelled(text: ClinicalText) -> _Name | None:
    """`Nom : DUPONT Prénom : Jeanne`, `Patient : Jeanne Dupont`."""
    spans: dict[str, _Span] = {}
    for name, label in _LABELS.items():
        label_pattern = rf"(?:^|[\n;|,]|\s{{2}}|(?<=[a-z]) )[ ]{{0,4}}[-•*]?[ ]{{0,4}}(?:{label})[ ]{{0,4}}:\s{{0,4}}"
        for match in re.finditer(label_pattern, text.folded):
            stop = _VALUE_END.search(text.folded, match.end())
            span = _trimmed(text, match.end(), stop.start() if stop else len(text.text))
            if span is not None:
                spans.setdefault(name, span)
    if "patient.last_name" in spans or "patient.birth_name" in spans:
        last = spans.get("patient.last_name", spans.get("patient.birth_name"))
        end = max(end for _, end in spans.values())
        return _Name("labelled", end, last, spans.get("patient.first_name"), spans.get("patient.birth_name"))
    for match in _BOTH_NAMES.finditer(text.folded):
        start = match.end()
        if title := _title_pattern().match(text.folded, start):
            start = title.end()
        if (name_read := _name_at(text, start, "labelled", at_least=2)) is not None:
            return name_read
    return None


def _trimmed(text: ClinicalText, start: int, end: int) -> _Span | None:
    words = text.text[start:end]
    stripped = words.strip(" .:-")
    if not stripped or len(stripped) > 40 or not stripped[0].isalpha() or any(c.isdigit() for c in stripped):
        return None
    start += words.index(stripped)
    return start, start + len(stripped)


def _titled(text: ClinicalText) -> _Name | None:
    """`Madame Jeanne Dupont`, `M. DUPONT Jean`, `L'enfant Léo Martin`; a last name alone only where no full one is."""
    alone: _Name | None = None
    for match in _title_pattern().finditer(text.folded):
        name = _name_at(text, match.end(), "titled", at_least=1)
        if name is None:
            continue
        if name.first is not None and name.last is not None:
            return name
        if match["neutral"] is None:
            alone = alone or name
    return alone


_UNTITLED = re.compile(
    r"(?:je (?:vois|revois|recois|rencontre)|j'ai (?:vu|revu|recu)|nous (?:avons recu|"
    r"recevons))(?:\s+(?:ce jour|en consultation|aux urgences))*\s+(?=\S)"
    r"|^(?=[^\n]{4,60}?,?\s(?:nee?|agee?)\s(?:le|de)\s)",
    re.M,
)


def _untitled(text: ClinicalText) -> _Name | None:
    """`Je vois ce jour Jeanne Dupont âgée de …`, `DUPONT Jeanne, née le …`."""
    for match in _UNTITLED.finditer(text.folded):
        name = _name_at(text, match.end(), "untitled", at_least=2)
        if name is not None:
            return name
    return None


def _name_at(text: ClinicalText, start: int, rule: str, at_least: int) -> _Name | None:
    """Read the name that starts there; None unless it has `at_least` so many words."""
    tokens, end = _name_tokens(text, start)
    if len(tokens) < at_least or not tokens:
        return None
    last, first = _split(text.text, tokens)
    birth: _Span | None = None
    born = re.compile(r"\s*,?\s*nee?\s+(?!le\b)").match(text.folded, end)
    if born:
        birth_tokens, birth_end = _name_tokens(text, born.end())
        if birth_tokens:
            birth_last, birth_first = _split(text.text, birth_tokens)
            birth, end = birth_last or birth_first, birth_end
            if first is None and birth_last is not None:
                first = birth_first
            if len(tokens) == 1:
                last = tokens[0]
    return _Name(rule, end, last, first, birth)


def _name_tokens(text: ClinicalText, start: int) -> tuple[list[_Span], int]:
    words = _words()
    tokens: list[_Span] = []
    lowered: list[_Span] = []
    position = start
    while len(tokens) + len(lowered) < 6 and (match := _TOKEN.match(text.text, position)):
        span = match.span(1)
        word = match[1]
        folded = fold(word)
        before_comma = len(tokens) >= 2 and text.text[span[1] : span[1] + 1] == ","
        if folded in words["stop_words"] and not (tokens and word[0].isupper()) and not before_comma:
            break
        if folded.strip(".") in words["not_names"] or (not tokens and folded in words["not_names"]):
            return [], start
        if word.endswith(".") and len(word) > 2:
            span = (span[0], span[1] - 1)
            (tokens if word[0].isupper() else lowered).append(span)
            position = span[1]
            break
        if word[0].isupper():
            tokens += [*lowered, span]
            lowered = []
        elif not tokens and position == start and _NAME_THEN_AGE.match(text.text, span[0]):
            tokens.append(span)
        elif folded.rstrip("'") in words["particles"] or folded in words["particles"] or len(tokens) >= 2:
            lowered.append(span)
        else:
            break
        position = match.end()
    if not tokens or not text.text[tokens[-1][0]].isalpha():
        return [], start
    if lowered and _ends_here(text, lowered[-1][1]):
        tokens += lowered
    return tokens, tokens[-1][1]


def _ends_here(text: ClinicalText, position: int) -> bool:
    following = re.compile(r"\s*(?:[,;:.(\n\d]|$|([a-z(']+))").match(text.folded, position)
    if following is None:
        return False
    return following[1] is None or following[1] in _words()["stop_words"]


def _split(written: str, tokens: list[_Span]) -> tuple[_Span | None, _Span | None]:
    """Last and first name: capitals are the last name; else the first word is the first name."""
    shouted = [end - start > 1 and written[start:end].isupper() and written[end - 1] != "." for start, end in tokens]
    if len(tokens) == 1:
        return tokens[0], None
    if all(shouted):
        return (tokens[0][0], tokens[-2][1]), tokens[-1]
    if any(shouted):
        loud = [token for token, is_loud in zip(tokens, shouted, strict=True) if is_loud]
        calm = [token for token, is_loud in zip(tokens, shouted, strict=True) if not is_loud]
        return (loud[0][0], loud[-1][1]), (calm[0][0], calm[-1][1])
    last_from = 2 if len(tokens) > 2 and written[slice(*tokens[1])].endswith(".") else 1
    return (tokens[last_from][0], tokens[-1][1]), tokens[0]


def _sex(text: ClinicalText) -> list[Field]:
    """Stated outright, else by the title before the name, else by an agreement (née, patiente)."""
    if stated := _SEX.search(text.folded):
        value = "M" if stated["sex"][0] in "mh" and stated["sex"] != "f" else "F"
        return [text.field("patient.sex", value, *stated.span("sex"), model=f"{_MODEL}:stated")]
    for match in _title_pattern().finditer(text.folded):
        group = "male" if match["male"] else "female" if match["female"] else None
        if group and _name_tokens(text, match.end())[0]:
            value = "M" if group == "male" else "F"
            return [text.field("patient.sex", value, *match.span(group), model=f"{_MODEL}:title")]
    words = lexicon("identity_words")
    female = re.search(rf"\b{any_of(words['female_words'])}\b(?!\s*\()", text.folded)
    male = re.search(rf"\b{any_of(words['male_words'])}\b(?!\s*\()", text.folded)
    found = [(match.start(), value, match) for match, value in ((female, "F"), (male, "M")) if match]
    if found:
        _, value, match = min(found, key=lambda entry: entry[0])
        return [text.field("patient.sex", value, *match.span(), model=f"{_MODEL}:agreement")]
    return []


def _birth_date(text: ClinicalText) -> list[Field]:
    match = _BIRTH.search(text.folded)
    written = next(find_dates(text.folded, *match.span("date")), None) if match else None
    if written is None:
        return []
    latest = max((date.year for date in find_dates(text.folded) if date.year and not date.short_year), default=1999)
    iso = written.as_birth(latest).iso
    return [text.field("patient.birth_date", iso, written.start, written.end, model=_MODEL)] if iso else []


def _age(text: ClinicalText, name: _Name | None) -> list[Field]:
    candidates = [_AGE_AFTER_NAME.match(text.folded, name.end)] if name else []
    candidates += [_AGE_AFTER_NAME.match(text.folded, born.end()) for born in [_BIRTH.search(text.folded)] if born]
    candidates += [_AGE_SAID.search(text.folded), _AGE_BEFORE.search(text.folded)]
    for match in candidates:
        years = _years(match) if match else None
        if match and years is not None and catalogue()["patient.age_years"].allows(years):
            span = (match.start("number"), max(match.end("unit"), match.end("half"), match.end("months")))
            return [text.field("patient.age_years", years, *span, model=_MODEL, unit="a")]
    return []


def _years(match: re.Match[str]) -> float | int | None:
    written = match["number"]
    number = read_number(written) if written[0].isdigit() else read_in_letters(written)
    if number is None:
        return None
    per_year = {"m": 12, "s": 52, "j": 365}.get(match["unit"][0], 1)
    if per_year > 1:
        return round(number / per_year, 2)
    more = 0.5 if match["half"] else round(int(match["months"]) / 12, 2) if match["months"] else 0
    return number + more


def _numbers(text: ClinicalText) -> list[Field]:
    fields = []
    for match in _NIR.finditer(text.text):
        if nir_key_is_right("".join(match.groups())):
            nir = "".join(match.groups()).upper()
            fields.append(text.field("patient.nir", nir, *match.span(), model=f"{_MODEL}:key_checked"))
            break
    if match_ipp := _IPP.search(text.folded):
        span = match_ipp.span("number")
        ipp = text.text[slice(*span)].replace(" ", "")
        fields.append(text.field("patient.ipp", ipp, *span, model=f"{_MODEL}:labelled"))
    return fields


def nir_key_is_right(nir: str) -> bool:
    """Whether the last two of the 15 characters are the key: 97 less the first 13 modulo 97.

    Corsican departments count as 19 (2A) and 18 (2B). Source: INSEE, numéro d'inscription au répertoire (NIR).

    >>> nir_key_is_right("255081416802538"), nir_key_is_right("255081416802539")
    (True, False)
    """
    body, key = nir[:13].upper().replace("2A", "19").replace("2B", "18"), nir[13:]
    return len(nir) == 15 and body.isdigit() and key.isdigit() and 97 - int(body) % 97 == int(key)
