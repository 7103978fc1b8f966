"""The day a measurement was made: told beside it, at the head of its line or in the heading above."""

from __future__ import annotations

import re

from nlp.dates import WrittenDate, find_dates
from nlp.text import ClinicalText

_BESIDE = re.compile(r"[^\S\n]*\(?(?:le|du|on|a la date du)?[^\S\n]*$")
"""Between a value and the day it was taken."""
_HEADS = re.compile(r"^[\s\-•*]*(?:\w+[^\S\n]*){0,5}[(]?(?:le|du|au|of|on|:)?[^\S\n]*$")
"""Before the day at the head of a line: "Biologie du 12/10/2025 : …"."""
_LINES_ABOVE = 40


def measured_on(text: ClinicalText, start: int, end: int) -> WrittenDate | None:
    """The day of a measurement that stands from `start` to `end`; None where none is told with its year."""
    folded = text.folded
    section = text.section_at(start)
    line_start = folded.rfind("\n", 0, start) + 1
    line_end = folded.find("\n", end)
    line_end = len(folded) if line_end < 0 else line_end
    within = next(find_dates(folded, start, end), None)
    behind = next(find_dates(folded, end, min(line_end, end + 25)), None)
    if within is None and behind is not None and _BESIDE.fullmatch(folded, end, behind.start):
        within = behind
    if within is not None:
        return _whole(within)
    before = list(find_dates(folded, max(line_start, section.start), start))
    if before:
        day = before[-1]
        told_once = _HEADS.match(folded[line_start : day.start]) and folded[day.end :].lstrip(" ").startswith(":")
        return _whole(day) if told_once or ". " not in folded[day.end : start] else None
    for _ in range(_LINES_ABOVE):
        if line_start <= section.start:
            return None
        line_end, line_start = line_start - 1, folded.rfind("\n", 0, line_start - 1) + 1
        head = next(find_dates(folded, line_start, line_end), None)
        if head is not None and _is_heading(folded, head, line_start, line_end):
            return _whole(head)
    return None


def _whole(day: WrittenDate) -> WrittenDate | None:
    return day if day.iso is not None else None


def _is_heading(folded: str, day: WrittenDate, line_start: int, line_end: int) -> bool:
    """Whether the line only names what follows and its day."""
    return _HEADS.match(folded[line_start : day.start]) is not None and folded[day.end : line_end].strip(" .:)*") == ""
