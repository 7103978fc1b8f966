"""Numbers and addresses of machines: phones, e-mail, national, hospital and professional numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.identifiers.kinds import Identifier, Kind
from nlp.lexicons import any_of, lexicon

_EMAIL = re.compile(r"[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?: ?\. ?[\w-]{2,})*")
_WEB = re.compile(r"(?:https?://|www\.)[^\s,;)]+")
_D = r"[\dOo]"
"""A digit, or the letter that scans read for a zero."""
_PHONE = re.compile(
    rf"(?<![\w./])(?<!\d,)(?:\(\s?\+?\d{{2,3}}\s?\)\s?|(?:\+|00)\d{{2,3}}[ .-]?(?:\(0\)\s?)?)?"
    rf"[0Oo][1-9](?:[ ./-]?{_D}{{2}}){{4}}(?!\d)(?! ?\d)"
)
_ABROAD = re.compile(r"(?<![\w.,])(?:\(\s?\+?\d{2,3}\s?\)\s?|\+\d{2,3}[ .-]?)\d(?:[ ./-]?\d){5,11}(?!\d)")
_TIMES = r"(?<![\d:.,])"
_NIR = re.compile(rf"{_TIMES}(?<!\d )[1-478](?:[ .]?\d){{3}}[ .]?(?:\d|2[ ]?[AB])(?:[ .]?\d){{8,10}}(?!\d)(?![ .]\d)")
_NIR_GROUPED = re.compile(r"\b[1-478] \d\d \d\d (?:\d\d|2[ABab]) \d{3} \d{3} \d\d\b")
_SHORT_PHONE = re.compile(r"(?<![\w./-])0\d(?:[.-]\d\d){3}(?![\w./-]*\d)")
_BARE = re.compile(r"(?<![\w.,/:-])(?<!\d )\d{9,12}(?![\w.,/-]*\d)(?! \d)")
_CODE = r"(?P<number>\d(?: \d){5,14}(?! ?\d)|(?=(?:[\w-]*?\d){4})[A-Za-z0-9][\w-]{2,14}\w(?: \d{2,})*)"


def find_numbers(text: str, folded: str) -> Iterator[Identifier]:
    """The surest first: of two that overlap the first counts."""
    for pattern, kind in ((_EMAIL, Kind.EMAIL), (_WEB, Kind.WEB)):
        yield from (Identifier(*match.span(), kind, kind.value) for match in pattern.finditer(text))
    for pattern in (_NIR_GROUPED, _NIR):
        yield from (Identifier(*match.span(), Kind.NIR, "nir") for match in pattern.finditer(text))
    yield from (Identifier(*match.span("number"), Kind.NIR, "nir_cue") for match in _after("nir").finditer(folded))
    for pattern, rule in ((_PHONE, "phone"), (_ABROAD, "phone_abroad"), (_SHORT_PHONE, "phone_short")):
        yield from (Identifier(*match.span(), Kind.PHONE, rule) for match in pattern.finditer(text))
    cued = (
        ("phone", Kind.PHONE),
        ("professional", Kind.PROFESSIONAL_NUMBER),
        ("stay", Kind.STAY_NUMBER),
        ("ipp", Kind.IPP),
    )
    for name, kind in cued:
        for match in _after(name).finditer(folded):
            yield Identifier(*match.span("number"), kind, f"{name}_cue")
    for match in _BARE.finditer(text):
        kind = Kind.IPP if match.end() - match.start() == 10 else Kind.STAY_NUMBER
        yield Identifier(*match.span(), kind, "bare_number")


@cache
def _after(name: str) -> re.Pattern[str]:
    """A number after one of its cues; on folded text."""
    cues = any_of(lexicon("identifiers")[f"{name}_cues"])
    number = {
        "phone": r"(?P<number>[+(]?\d[\d ./()-]{2,18}\d)(?!\d)",
        "nir": r"(?P<number>[1-478][\d ]{10,30}\d)(?!\d)",
        "professional": r"(?P<number>\d[\d ]{0,16})(?!\d)",
    }.get(name, _CODE)
    link = (
        r"(?:\([^)]{0,40}\))?\s*(?:est|:|n°|no|=|\||le|,|\s)*"
        if name in ("phone", "nir")
        else r"(?:[^\d\n:]{0,25}:)?\s*(?:est|:|n°|no|=|\s)*"
    )
    return re.compile(rf"(?<![\w'.]){cues}(?![a-z]{{2}}){link}{number}")
