"""What a model is told and asked, in the document's language.

What is the same for every document stands first, then the document, then the one line that says which pass: so the
model works through the rules once for all documents, and through each document once for all passes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.llm.model import Message, Role
from nlp.llm.neutral import CLOSING, OPENING, neutral
from nlp.llm.passes import Pass, PassName, Shape, Slot, key_of, passes
from records.catalogue import catalogue


def messages(document: str, name: PassName, language: str) -> tuple[Message, Message]:
    """The question of one pass about a stretch of a document."""
    asked = _wording(language)["question"].format(name=name.value)
    return (
        Message(Role.SYSTEM, instructions(language)),
        Message(Role.USER, f"{OPENING}\n{neutral(document)}\n{CLOSING}\n{asked}"),
    )


def again(document: str, name: PassName, language: str, failed: tuple[str, ...]) -> tuple[Message, Message]:
    """The same question once more, with the quotes that stand nowhere in the document."""
    rules, asked = messages(document, name, language)
    said = {
        "fr": "Ces citations ne sont pas dans le document ; relève seulement ces informations, citées à la lettre, "
        "ou omets-les : ",
        "en": "These quotes are not in the document; note only these pieces of information, quoted to the letter, "
        "or leave them out: ",
    }[language]
    return rules, Message(Role.USER, asked.text + "\n" + said + " | ".join(neutral(quote) for quote in failed))


@cache
def instructions(language: str) -> str:
    """The rules and the form of every pass's answer: the same for all documents of a language."""
    wording = _wording(language)
    quotes = ", ".join(
        sorted({s.key for p in passes().values() for shape in p.shapes for s in shape.slots if not s.words})
    )
    role = wording["role"].strip().format(quotes=quotes, opening=OPENING, closing=CLOSING)
    return "\n".join([role, *(_told(one, language) for one in passes().values())])


def _told(asked: Pass, language: str) -> str:
    shapes = " ; ".join(_shape(shape, language) for shape in asked.shapes)
    return f"{asked.name.value} : {shapes}" if language == "fr" else f"{asked.name.value}: {shapes}"


def _shape(shape: Shape, language: str) -> str:
    wording = _wording(language)
    parts = [wording["shapes"].get(shape.names[0], "")]
    if shape.keyed:
        parts.append(wording["keyed"].format(keys=", ".join(_named(name, language) for name in shape.names)))
    parts += [_slot(slot, wording) for slot in shape.slots]
    form = "{" + ",".join(f'"{key}":…' for key in shape.keys) + "}"
    return f"{form} " + ", ".join(part for part in parts if part)


def _named(name: str, language: str) -> str:
    key, label = key_of(name), catalogue()[name].label.in_language(language)
    return key if name in _wording(language)["shapes"] else f"{key} ({label})"


def _slot(slot: Slot, wording: Mapping[str, Any]) -> str:
    if slot.words:
        return str(wording["words"].format(key=slot.key, words="|".join(slot.words)))
    return str(wording["quote"] if slot.key == "q" else wording["slots"][slot.key])


@cache
def _wording(language: str) -> Mapping[str, Any]:
    return tomllib.loads((files("nlp.llm") / "prompt.toml").read_text(encoding="utf-8"))[language]  # type: ignore[no-any-return]
