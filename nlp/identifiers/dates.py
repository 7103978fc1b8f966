"""Dates in every shape: with any mark between the parts, digit by digit, run together, in words, a year alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.dates import MONTHS
from nlp.identifiers.kinds import Identifier, Kind
from nlp.lexicons import any_of, lexicon

_LEAST_MISSPELT = 6
"""Letters from which a month's name is known with one letter left out or two changed about."""


def _misspelt(month: str) -> Iterator[str]:
    for place in range(len(month)):
        yield month[:place] + month[place + 1 :]
        yield month[:place] + month[place : place + 2][::-1] + month[place + 2 :]


_MONTH = any_of({*MONTHS, *(slip for name in MONTHS if len(name) >= _LEAST_MISSPELT for slip in _misspelt(name))})
_WHOLE_MONTH = any_of(MONTHS)
"""For a month that stands alone."""
_LONG_MONTH = any_of(("janvier", "fevrier", "avril", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"))
_WEEKDAY = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\.?\s+)"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01]|1er)"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_UNITS = "un|premier|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
_NUMBER_WORD = rf"(?:{_UNITS}|vingts?|trente|quarante|cinquante|soixante|et|cents?|milles?|mil)s{{0,2}}"
_IN_WORDS = rf"(?:{_NUMBER_WORD}[ -]+){{1,3}}(?:{_MONTH})(?: {_YEAR}|(?:[ -]+{_NUMBER_WORD})*)"

_ZERO = "[0o]"
_ANY_DAY = rf"(?:{_ZERO}?[1-9li]|[12li][\do]|3[01li]|1er)"
_ANY_MONTH = rf"(?:{_ZERO}?[1-9li]|[1li][0-2oli])"
"""With the letters that scans read for digits."""
_ANY_YEAR = r"(?:(?:19|2[0o])[\doli](?:[\do]|[li](?![a-z])))"
_MARK = r"(?:[ ]{0,2}[/.|\\_–‑-][ ]{0,2}|\n[/-]|[/-]\n)"
_ANY_MARK = r"(?:[ ]{0,2}[/.|\\_–‑-]{1,2}[ ]{0,2}|[,;:*]|\n[/-]|[/-]\n)"
"""Between numbers of which the last can only be a year."""
_IN_YEAR_WORDS = rf"(?:deux[ -]mille?|mille?[ -]neuf[ -]cents?)(?:[ -]{_NUMBER_WORD})*"
_PART_OF_YEAR = (
    r"(?:debut|fin|mi|courant|depuis|en|de|mois de|mois d'|vers|des|jusqu'en|entre|et|au|a|dernier|prochain)"
)

_DAY_MONTH = rf"{_DAY}[/.-]{_MONTH_NUMBER}(?![\d/]|[.,]\d)"
_TWO_DIGITS = r"(?:0[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])(?![\d/]|[.,]\d)"
_DAY_CUE = (
    r"\b(?:debute?e?s?|depuis|rad|retour|sortie?|entree?|jusqu'au|a partir du|controle|rdv|rendez-vous|faite?"
    r"|vue?(?= le ))"
)
_SHAPES = (
    ("numbers", rf"(?<![\w/])[0-3] \d[/.-](?:0[1-9]|1[0-2])[/.-]{_YEAR}(?!\d)"),
    ("numbers", rf"(?<![\d/])(?<!\d[.,]){_ANY_DAY}{_ANY_MARK}{_ANY_MONTH}{_ANY_MARK}{_ANY_YEAR}(?!\d)"),
    ("appointment", rf"(?<![\w.,/]){_DAY}/{_MONTH_NUMBER}(?=,? (?:a |vers )?\d{{1,2}} ?(?:h\b|h\d|:\d))"),
    ("short_year", rf"(?<![\w.,/])(?<!apgar ){_ANY_DAY}{_MARK}{_ANY_MONTH}{_MARK}\d\d(?![\w/]|[.,]\d)"),
    ("run_together", r"(?:(?<=\ble )|(?<=\bdu )|(?<=\bau ))(?:0[1-9]|[12]\d|3[01]) ?(?:0[1-9]|1[0-2]) ?\d\d(?![\w/])"),
    ("list", rf"(?<![\w.,/])\d{{1,2}}(?=(?:, \d{{1,2}})* (?:et|a|au|ou) {_DAY} (?:{_MONTH})\b)"),
    ("list", r"(?<![\w.,/])\d{1,2}(?:/\d\d)?(?=-\d{1,2}/\d{1,2}/(?:\d\d){1,2}(?!\d))"),
    ("digits_apart", r"(?<![\w.,/])\d ?\d ?[/.-] ?\d ?\d ?[/.-] ?(?:\d ?){3}\d(?!\w)"),
    ("spaced", rf"(?<![\d.,/])(?:{_DAY}) {_MONTH_NUMBER} {_YEAR}(?!\d)"),
    ("year_first", rf"(?<![\d.,/]){_YEAR}{_MARK}{_MONTH_NUMBER}{_MARK}{_DAY}(?![\d/])"),
    ("american", rf"\b(?:{_MONTH})\.? {_DAY}(?:st|nd|rd|th)?,? ?{_YEAR}(?!\d)"),
    (
        "named",
        rf"{_WEEKDAY}?(?<![\d.,])(?:{_DAY}|\bl[\do]|[12]o)(?:st|nd|rd|th|(?: ?eme|e)\b)?,?(?: of| du mois de)?"
        rf"(?:[./-]|\s{{0,3}})(?:{_MONTH})(?![a-z])\.?"
        rf"(?:(?:,?[ ./-]?|\s{{1,3}}| de l'annee ){_YEAR}|[ ./-]?(?:\d\d(?![\d:h]| ?(?:h|mg|ml|ans|cp))))?",
    ),
    ("range", rf"(?<=\bdu )(?:{_DAY})(?= au {_DAY}[ /.-])|(?<=\ble )(?:{_DAY})(?= et (?:le )?{_DAY}[ /.])"),
    ("list", rf"(?<![\w.,/])\d{{1,2}}(?=[/-]{_DAY} (?:{_MONTH})\b)"),
    ("year", rf"(?<![\w.,/]){_YEAR}[/-]{_YEAR}(?![\w/])"),
    ("told_day_month", rf"(?:{_WEEKDAY}|{_DAY_CUE} (?:le )?)(?P<alone>{_DAY_MONTH})"),
    ("day_month_of_day", rf"(?<![\w.,/])(?<!10/)(?P<alone>{_DAY_MONTH})(?= (?:au )?(?:matin|midi|soir))"),
    ("line_of_day", rf"(?m:^)[ •*|-]*(?P<alone>{_DAY_MONTH})(?= ?:)"),
    ("cell", rf"(?:\||\t) *(?P<alone>{_DAY}/(?:0[1-9]|1[0-2]))(?= *(?:\||\t|\n|$))"),
    ("row", rf"(?<![\w.,/])(?!10/10)(?P<alone>{_TWO_DIGITS})(?= +{_TWO_DIGITS})|(?<=\d\d/\d\d )(?!10/10){_TWO_DIGITS}"),
    ("in_words", rf"{_WEEKDAY}?\b{_IN_WORDS}\b"),
    ("year_in_words", rf"\b{_IN_YEAR_WORDS}\b"),
    ("month_year", rf"\b(?:{_MONTH})\.?(?:[ ./-]{{0,2}}|\s{{1,3}})(?:{_YEAR}|\d\d(?=[ ,;.)]|$))(?!\d)"),
    ("run_together", rf"(?<![\w.,])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2]){_YEAR}(?!\w)"),
    ("run_together", rf"(?<![\w.,]){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\w)"),
    (
        "month_numbers",
        rf"(?<![\d.,/]){_MONTH_NUMBER}[/-]{_YEAR}(?![\d/])|(?<![\d.,/-]){_YEAR}[/-]{_MONTH_NUMBER}(?![\d/-])",
    ),
    ("day_month", rf"(?:(?<=\ble )|(?<=\bau )|(?<=\bdu )|(?<=\bdes )|(?<=\())(?:{_DAY})[/.-]{_MONTH_NUMBER}(?![\d/])"),
    ("short_year_alone", r"(?:(?<=\ben )|(?<=\bdepuis )|(?<=\bannees ))(?:[01]?\d/)?'?\d\d(?=[.,;)\n]|$)"),
    (
        "bare_day_month",
        r"(?:(?<![\w.,/:-])|(?<=\d/\d\d-))(?<!ta )(?<!pa )(?<! a )(?:0[1-9]|[12]\d|3[01])/0[1-9](?![\d/]| ?(?:mm|cm))",
    ),
    ("year_spaced", rf"(?<![\d.,/]){_YEAR} (?:0[1-9]|1[0-2]) (?:0[1-9]|[12]\d|3[01])(?!\d)"),
    ("feast", rf"\b(?:noel|paques|pentecote|toussaint|ascension) {_YEAR}(?!\d)"),
    ("weekday", rf"{_WEEKDAY}{_DAY}(?!\d|[/.,]\d|h)"),
    (
        "year",
        r"(?:(?<![\w.,/+*°-])|(?<=\d{4}-)|(?<=\d{4}/))(?:(?:fin|debut|mi)[ -])?(?:19[2-9]\d|20[0-4]\d)"
        r"(?![\w]|/\d{3}|[.,]\d|[ ]?(?:mg|ml|g|ui|cc|kcal|l|m|cm|mm|h|%)\b)",
    ),
    (
        "month",
        rf"\b{_PART_OF_YEAR}[ -](?P<month>{_WHOLE_MONTH})(?![a-z'])"
        rf"|\b(?P<alone>{_LONG_MONTH}|(?:{_WHOLE_MONTH})(?=(?: (?:a|au|et) |[/-])(?:{_WHOLE_MONTH})\b))\b",
    ),
)
_SHORT = frozenset(
    {"appointment", "told_day_month", "day_month_of_day", "line_of_day", "cell", "row", "day_month", "bare_day_month"}
)
_MEASURED = re.compile(
    r"\b(?:ta|pa|tas|pad|tension(?: arterielle)?|eva|en|evs|score|glasgow|apgar|force|testing|cotee?"
    r"|acuite(?: visuelle)?|av|od|og)"
    r"(?: (?:a|de|est a))?[ :=|(]*(?:\d\d?/\d\d?[ ,;|]*(?:puis |et |a )?)*$"
)
_OUT_OF_TEN = re.compile(r"(?<!\d)(?:0?\d|10)/10$")
_ANNOUNCED = re.compile(
    rf"(?:{_WEEKDAY}|\b(?:le|du|au|des|rdv|rendez-vous|controle|depuis|a partir du|retour|sortie|entree) )\d\d?/10$"
)
_NUMBER_BEFORE = re.compile(r"(?<!\d)\d{1,3} ?; ?$")
_NUMBERS_AROUND = re.compile(r"^\d \d{4} \d$")
"""In a table of numbers, 1950 is no year."""
_SINGLE_DIGITS = re.compile(r"(?<![\d.,:])(?<!\d )\d(?: \d){15,30}(?!\d)")
"""A national number and dates, one behind the other, digit by digit."""
_FORM_DIGITS = 4
"""Different digits that a number on a form has at least; a row of zeros and ones in a table has fewer."""
_DIGIT_BY_DIGIT = re.compile(r"(?<![\d.,:])(?<!\d[ .])\d{1,2}(?: ?[ .] ?\d){5,7}(?!\d)(?![ .]\d(?:[ .]|$))", re.M)


def find_date_places(folded: str) -> Iterator[Identifier]:
    """All dates of a folded text, the surest shapes first; a date behind a word of birth is a birth date."""
    for match in _SINGLE_DIGITS.finditer(folded):
        yield from _strung_together(match)
    for match in _DIGIT_BY_DIGIT.finditer(folded):
        if _may_be_date(re.sub(r"\D", "", match.group())):
            yield _date(folded, match, "digit_by_digit")
    for rule, pattern in _shapes():
        for match in pattern.finditer(folded):
            if rule == "year" and (
                _NUMBERS_AROUND.search(folded[match.start() - 2 : match.end() + 2])
                or _NUMBER_BEFORE.search(folded[max(0, match.start() - 8) : match.start()])
            ):
                continue
            if rule not in _SHORT or not _is_score(folded, match):
                yield _date(folded, match, rule)


def _is_score(folded: str, match: re.Match[str]) -> bool:
    """Out of ten where no "le" or weekday announces a date, or behind a measure: "EVA 5/10", "TA 12/07 13/08"."""
    before = folded[max(0, match.start() - 40) : match.start()]
    if _MEASURED.search(before):
        return True
    return _OUT_OF_TEN.search(match.group()) is not None and not _ANNOUNCED.search(before + match.group())


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(shape)) for rule, shape in _SHAPES)


@cache
def _birth() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('identifiers')['birth_cues'])}\W*(?:le|en|:|\s)*\W*$")


def _date(folded: str, match: re.Match[str], rule: str) -> Identifier:
    kind = Kind.BIRTH_DATE if _birth().search(folded[max(0, match.start() - 40) : match.start()]) else Kind.DATE
    group = next((name for name in ("month", "alone") if match.groupdict().get(name)), 0)
    return Identifier(*match.span(group), kind, f"date_{rule}")


def _strung_together(match: re.Match[str]) -> Iterator[Identifier]:
    """A national number of thirteen to fifteen digits with a date of eight before it, behind it, or both.

    Where it does not come apart so, it is taken for one number.
    """
    digits = match.group().replace(" ", "")
    start = match.start()
    if len(set(digits)) < _FORM_DIGITS:
        return
    for lead, tail in ((8, 8), (0, 8), (8, 0), (0, 0)):
        dates = all(_may_be_date(part) for part in (digits[:lead], digits[len(digits) - tail :]) if part)
        middle = len(digits) - lead - tail
        if (dates and 13 <= middle <= 15 and digits[lead] in "123478") or not (lead or tail):
            if lead:
                yield Identifier(start, start + 2 * lead - 1, Kind.DATE, "date_strung")
            yield Identifier(start + 2 * lead, start + 2 * (lead + middle) - 1, Kind.NIR, "nir_strung")
            if tail:
                yield Identifier(start + 2 * (lead + middle), match.end(), Kind.BIRTH_DATE, "date_strung")
            return


def _may_be_date(digits: str) -> bool:
    """Day, month and year of eight digits; scans drop one of them or misread a month."""
    if len(digits) == 8:
        return 1 <= int(digits[:2]) <= 31 and digits[4:6] in ("18", "19", "20")
    return len(digits) in (6, 7) and 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12
