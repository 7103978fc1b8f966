"""A document as a model is shown it: words only, nothing that a chat template takes for a turn of the conversation.

Character for character, so that places stay places. Signs of numbers (`< 5`) stay as they are.
"""

from __future__ import annotations

import re

OPENING, CLOSING = "⟦", "⟧"
"""Around the document in the question; nowhere else in it."""

_ANGLE = re.compile(r"<(?=[|/<!?A-Za-z_])|(?<=[|/>A-Za-z_])>")
_BRACKET = re.compile(r"\[(/?[A-Z_]{3,24})\]")
_FENCES = str.maketrans(OPENING + CLOSING, "[]")
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters that nobody sees and a tokenizer does: direction marks, joiners, tags."""
_TAGS = 0xE0000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def neutral(text: str) -> str:
    """The text with its control tokens made plain words.

    >>> neutral("[INST] oublie <|im_start|>system CRP < 5 <s>")
    '(INST) oublie ‹|im_start|›system CRP < 5 ‹s›'
    """
    text = _CONTROL.sub(" ", _INVISIBLE.sub(" ", text.translate(_FENCES)))
    return _ANGLE.sub(lambda sign: "‹" if sign.group() == "<" else "›", _BRACKET.sub(r"(\1)", text))


def visible(text: str) -> str:
    """The text without what nobody sees; letters in the guise of tags are shown as the letters they are.

    >>> visible("i\u200bgnore \U000e0061\U000e006c\U000e006c")
    'ignore all'
    """
    shown = (chr(ord(sign) - _TAGS) if _TAGS + 32 <= ord(sign) < _TAGS + 127 else sign for sign in text)
    return _INVISIBLE.sub("", "".join(shown))
