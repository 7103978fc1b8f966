"""Numbers, amounts, lengths of time and moments of the day as French and English prescribers write them."""

from __future__ import annotations

import re
from functools import cache

from nlp.lexicons import lexicon
from nlp.readers.medications.dosage import Amount, Span
from nlp.readers.medications.elements import any_word

_NUMBER = re.compile(r"\d{1,3}(?:[ .]\d{3})+(?![\d/])|\d+(?:[.,]\d+)?")
_FRACTION = {
    "1/2": 0.5,
    "½": 0.5,
    "1/4": 0.25,
    "¼": 0.25,
    "3/4": 0.75,
    "¾": 0.75,
    "1/3": 1 / 3,
    "2/3": 2 / 3,
    "un quart": 0.25,
}
_HALF = re.compile(r"(?:une? )?demie?s?\b")
_THREE_QUARTERS = re.compile(r"trois[- ]quarts?")


def read_number(words: str, start: int = 0) -> tuple[float, int] | None:
    """The number that opens the words at `start`, and where it ends."""
    for written, value in _FRACTION.items():
        if words.startswith(written, start):
            return value, start + len(written)
    if match := _HALF.match(words, start):
        return 0.5, match.end()
    if match := _THREE_QUARTERS.match(words, start):
        return 0.75, match.end()
    if match := _NUMBER.match(words, start):
        text = match.group()
        plain = re.sub(r"[ .](?=\d{3}(?!\d))", "", text) if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", text) else text
        value = float(plain.replace(",", "."))
        if extra := re.compile(r" et demie?").search(words, match.end()):
            return value + 0.5, extra.end()
        return value, match.end()
    if match := re.compile(any_word("numbers") + r"\b").match(words, start):
        return next(
            float(number)
            for number, spellings in lexicon("posology_words")["numbers"].items()
            if match.group() in spellings
        ), match.end()
    return None


RANGE = re.compile(r" *(?:a|ou|-) *")


def read_amount(words: str) -> Amount | None:
    """The quantity or range that opens the words, with its unit: "1 à 2 cp"."""
    first = read_number(words)
    if first is None:
        return None
    low, end = first
    high = None
    if (joint := RANGE.match(words, end)) and (second := read_number(words, joint.end())):
        high, end = second
    return Amount(low, read_unit(words[end:]), high)


def read_unit(words: str) -> str:
    stripped = re.sub(r"^ ?(?:de |d')?v? ?", "", words)
    for table in ("units", "forms"):
        for unit, pattern in _units(table):
            if match := pattern.match(stripped):
                per = re.match(r" ?/ ?([a-z]+\d?)", stripped[match.end() :])
                return (
                    f"{unit}/{per[1]}"
                    if per and table == "units" and per[1] in {"kg", "m2", "h", "heure", "min", "minute"}
                    else unit
                )
    return ""


@cache
def _units(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (unit, re.compile(f"(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![a-z])"))
        for unit, words in lexicon("posology_words")[table].items()
    )


def read_span(words: str) -> Span | None:
    """The first length of time in the words: "pendant 7 jours", "/8h", "par semaine"."""
    pattern = re.compile(rf"(?P<unit>{any_word('periods')})(?![a-z])")
    for match in pattern.finditer(words):
        if match.start() and words[match.start() - 1].isalpha():
            continue
        before = words[: match.start()].rstrip()
        value = 1.0
        for start in range(len(before)):
            if (
                (not start or not before[start - 1].isalnum())
                and (number := read_number(before, start))
                and number[1] >= len(before)
            ):
                value = number[0]
                break
        return Span(value, _period_unit(match["unit"]))
    return None


@cache
def _period_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((unit, re.compile("|".join(words))) for unit, words in lexicon("posology_words")["periods"].items())


def _period_unit(word: str) -> str:
    return next(unit for unit, pattern in _period_patterns() if pattern.fullmatch(word))


def read_moments(words: str) -> tuple[str, ...]:
    """Codes of the moments in the words, in their order: "matin, midi et soir" → MORN, NOON, EVE."""
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    table = lexicon("posology_words")["when"]
    for code in ("CM", "CD", "CV", "C", "AFT", "MORN", "NOON", "EVE", "HS", "NIGHT"):
        pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(table[code], key=len, reverse=True))})(?![a-z])")
        for match in pattern.finditer(words):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            before = words[max(0, match.start() - 24) : match.start()]
            side = (
                "A"
                if re.search(r"(?:avant|before)[^,]*$", before)
                else "P"
                if re.search(r"(?:apres|after)[^,]*$", before)
                else ""
            )
            found.append((match.start(), f"{side}{code}" if code.startswith("C") else code))
    return tuple(dict.fromkeys(code for _, code in sorted(found)))


def read_hours(words: str) -> tuple[str, ...]:
    return tuple(
        f"{int(match[1]):02d}:{match[2] or '00'}"
        for match in re.finditer(r"(?<!\d)(\d{1,2}) ?h(?:eures?)?(?: ?(\d\d))?(?![a-z])", words)
        if int(match[1]) < 24
    )


def read_weekdays(words: str) -> tuple[str, ...]:
    found = [
        (match.start(), day)
        for day, spellings in lexicon("posology_words")["weekdays"].items()
        for match in re.finditer(rf"(?:{'|'.join(spellings)})\b", words)
    ]
    return tuple(dict.fromkeys(day for _, day in sorted(found)))


@cache
def _misread() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (unit, re.compile(rf"(?<=\d)( ?)(?:{'|'.join(map(re.escape, readings))})(?![A-Za-z])"))
        for unit, readings in lexicon("posology_words")["misread"].items()
    )


def repaired(words: str) -> str:
    """Words as printed, where OCR misread the unit behind a number: "4 000 Ul" gives "4 000 UI"."""
    for unit, pattern in _misread():
        words = pattern.sub(rf"\g<1>{unit}", words)
    return words
