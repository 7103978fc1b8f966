"""Where people live and are treated: streets, zip codes, towns, hospitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.identifiers.kinds import Identifier, Kind
from nlp.identifiers.vocabulary import first_names, ordinary_words
from nlp.lexicons import any_of, lexicon
from nlp.sections import fold

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
_JOIN = r"(?:de la|de l['’]|des|du|de|d['’]|la|le|les|l['’]|sur|sous|en|lès|les|et|aux|saint|sainte|st|ste|s/)"
_NAME = (
    rf"(?:(?i:{_JOIN})(?:[ \n]|(?<=['’])))?{_CAPITAL}"
    rf"(?:(?:[ ]|[ ]?\n?-\n?|(?<=-)\n|[ \n](?:(?i:{_JOIN})(?:[ \n]|(?<=['’/])[ ]?))+){_CAPITAL}){{0,4}}"
)
_ZIP_DIGITS = r"(?:0[1-9]|[1-8]\d|9[0-8]) ?\d{3}"
_STREET_END = re.compile(
    rf"[;|\n\t]|\s*[,(]|\s+[–-]\s|\s+(?=(?:{_ZIP_DIGITS})\b)|\s+(?:à|a|au|aux|dans|jusqu\S*|tel|tél|est|sont|avant|le|pour|qui|où|ou)\s",
    re.I,
)
_FLAT = re.compile(
    r",?\s*(?:appt?|appartement|studio|b[âa]t(?:iment)?|esc(?:alier)?|étage|porte|r[ée]sidence|bp)\.?\s*[\w°-]+", re.I
)
_ZIP_TOWN = re.compile(
    rf"(?<![\w./])(?<!\d,)(?P<zip>{_ZIP_DIGITS})(?!\d)"
    rf"(?:[ ]?[,–-]?[ ]*(?P<town>{_NAME}(?:[ ](?:CEDEX|Cedex))?(?:[ ]\d\d?\b)?))?"
)
_SMALL_TOWN = re.compile(
    r"[ ]?[,–-]?[ ]*(?P<town>(?!dans |pour |chez |avec )[a-zà-ÿ]{3,}(?:[ '’-][a-zà-ÿ]+){0,4})(?=[\n.,;|)]|$)"
)
_SURE_STREETS = ("rue", "ave", "bou", "qua", "all", "imp", "che")
_BEFORE_NUMBER = re.compile(rf"(?P<town>{_NAME})(?: ?\(\d[\dAB]\d?\)|(?<= CEDEX)|(?<= Cedex))")
_BEFORE_ZIP = re.compile(r"(?:dans le|code postal ?:?) $", re.I)
_LETTER_HEAD = re.compile(rf"^[ ]*(?P<town>{_NAME}), le (?=[\d_])", re.M)
_AT = re.compile(r"(?<=[ \n(])[àÀ] (?P<town>[A-ZÀ-Þ][^\W\d_]{3,}(?:-[^\W\d_]+)*)(?![\w.])")
_PART = r"[A-ZÀ-ÖØ-Þ][^\W\d_]+"
_LINK = r"(?i:sur|sous|lès|les|en|le|la|aux|du|des|de|l['’]|d['’])"
_SHAPED = re.compile(
    rf"(?<![\w-])(?P<town>(?:L['’])?{_PART}(?:-{_PART})*(?:-{_LINK})(?:-?{_LINK})?-?{_PART}(?:-{_PART})*"
    rf"|(?:Sainte?|SAINTE?|Ste?)-{_PART}(?:-{_PART})*)(?![\w-])"
)
"""Names that only places have: "Villemorte-sur-Orge", "Saint-Corneil"."""
_OF_MEDICINE = re.compile(
    r"\b(?:syndrome|maladie|signe|score|test|tics|classification|intervention)s? (?:de |d'|du )?$"
)
_MAX_STREET = 70


def find_places(text: str, folded: str) -> Iterator[Identifier]:
    """Streets and what follows them, then hospitals, then towns; of two that overlap the first counts."""
    ends: list[int] = []
    for match in _street().finditer(folded):
        end = _street_end(text, match)
        spelt = not text[match.start()].isdigit()
        plain = not re.search(r"[A-ZÀ-Þ]", text[match.end() : end]) and not re.match(
            rf"[ ,\n]*{_ZIP_DIGITS}", text[end:]
        )
        if end > match.end() and not (spelt and plain):
            ends.append(end)
            yield Identifier(match.start(), end, Kind.ADDRESS, "street")
    for match in _unnumbered().finditer(folded):
        end = _street_end(text, match)
        named = folded[match.start() : match.start() + 3] in _SURE_STREETS and text[match.end()].isupper()
        if named or re.match(rf"[ ,\n]*{_ZIP_DIGITS}\b", text[end:]):
            ends.append(end)
            yield Identifier(match.start(), end, Kind.ADDRESS, "street_before_zip")
    hospitals = list(_hospitals(text, folded))
    for match in _ZIP_TOWN.finditer(text):
        near = any(0 <= match.start() - end <= 4 for end in (*ends, *(one.end for one in hospitals)))
        behind_town = re.search(rf"{_CAPITAL}[ ,(]+$", text[max(0, match.start() - 30) : match.start()])
        told = _BEFORE_ZIP.search(text[max(0, match.start() - 16) : match.start()])
        if match["town"] or near or behind_town or told:
            yield Identifier(*match.span("zip"), Kind.ZIP, "zip" if near or match["town"] else "zip_alone")
            if match["town"]:
                yield Identifier(*match.span("town"), Kind.TOWN, "town_after_zip")
            elif near and (small := _SMALL_TOWN.match(text, match.end())):
                yield Identifier(*small.span("town"), Kind.TOWN, "small_town")
    yield from hospitals
    for match in _town_cue().finditer(folded):
        found = re.compile(_NAME).match(text, match.end())
        if found and re.match(r"[^\d_]{3,}$", found.group()):
            end = found.start() + len(found.group().rstrip("."))
            yield Identifier(found.start(), end, Kind.TOWN, "town_cue")
    for pattern, rule in ((_BEFORE_NUMBER, "town_and_department"), (_LETTER_HEAD, "town_of_letter"), (_AT, "at_town")):
        for match in pattern.finditer(text):
            words = re.findall(r"\w+", fold(match["town"]))
            if rule != "at_town" or not any(word in first_names() or word in ordinary_words() for word in words):
                yield Identifier(*match.span("town"), Kind.TOWN, rule)
    for match in _SHAPED.finditer(text):
        named = fold(match["town"].split("-")[0]) in first_names()  # Gilles-de-la-Tourette
        if named or _OF_MEDICINE.search(folded, max(0, match.start() - 40), match.start()):
            continue
        yield Identifier(*match.span("town"), Kind.TOWN, "town_shape")
    for match in _towns().finditer(folded):
        if text[match.start()].isupper():
            yield Identifier(*match.span(), Kind.TOWN, "known_town")


def _street_end(text: str, match: re.Match[str]) -> int:
    stop = _STREET_END.search(text, match.end(), match.end() + _MAX_STREET)
    end = stop.start() if stop else min(len(text), match.end() + _MAX_STREET)
    if not stop and end < len(text):
        end = text.rfind(" ", match.end(), end) if " " in text[match.end() : end] else match.end()
    flat = _FLAT.match(text, end)
    return flat.end() if flat else match.end() + len(text[match.end() : end].rstrip(" .:"))


def _hospitals(text: str, folded: str) -> Iterator[Identifier]:
    words = lexicon("identifiers")
    for match in re.finditer(rf"\b{any_of(words['hospital_whole'])}\b[ ]*", folded):
        found = re.compile(_NAME).match(text, match.end())
        if found and text[match.start()].isupper():
            yield Identifier(match.start(), found.end(), Kind.HOSPITAL, "hospital_whole")
    for match in re.finditer(rf"\b{any_of(words['hospital_heads'])}(?![a-z])[ ]?[-–«]?[ ]?", folded):
        town = re.match(r"(?:de|d')\s?(?!l[a'])", folded[match.end() : match.end() + 4])
        found = re.compile(rf"(?:(?:de|du|d['’])[ ]?)?(?P<name>{_NAME}(?:-{_NAME})?)").match(text, match.end())
        if found:
            yield Identifier(*found.span("name"), Kind.TOWN if town else Kind.HOSPITAL, "hospital_head")
    heads = rf"{any_of(words['hospital_heads'])}[ ](?:de |du |d')?$"
    for match in re.finditer(rf"\b{any_of(words['hospitals'])}\b", folded):
        if text[match.start()].isupper() or re.search(heads, folded[max(0, match.start() - 40) : match.start()]):
            yield Identifier(*match.span(), Kind.HOSPITAL, "known_hospital")


@cache
def _street() -> re.Pattern[str]:
    words = lexicon("identifiers")
    number = rf"(?:\d{{1,4}}(?:\s?[-/]\s?\d{{1,4}})?|{any_of(words['number_words'])})"
    return re.compile(
        rf"(?<![\w.,/]){number}\s?(?:bis|ter|quater|[a-d])?\s*,?\s*"
        rf"(?:de la )?{any_of(words['streets'])}(?![a-z])[ ]*(?=\S)"
    )


@cache
def _unnumbered() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-]){any_of(lexicon('identifiers')['streets'])}(?![a-z])[ ]*(?=\S)")


@cache
def _town_cue() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(lexicon('identifiers')['town_cues'])}\s*")


@cache
def _towns() -> re.Pattern[str]:
    towns = (re.escape(town).replace("\\-", "[- ]") for town in lexicon("identifiers")["towns"])
    return re.compile(rf"(?<![\w'-]){any_of(towns)}(?:[ ]\d\d?(?:er|eme|e))?(?![\w-])")
