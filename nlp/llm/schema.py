"""The grammar of an answer, and the check that an answer keeps to it.

The grammar is flat, with short strings: large bounds make llama.cpp's converter fail, and a server may then answer
without any grammar. So nothing here relies on it: every answer is checked again, item by item.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from nlp.llm.passes import Pass, Shape, Slot, key_of

MAX_QUOTE = 160
"""Characters of one quote."""
MAX_ITEMS = 400
"""Of one answer: no window of text holds more, an answer that repeats itself does."""

_BYTES_OF_A_CHARACTER = 4
"""The grammar counts a broken character once; each of its bytes then comes as a sign of its own."""

_Short = Annotated[str, StringConstraints(max_length=MAX_QUOTE * _BYTES_OF_A_CHARACTER, strict=True)]


class _Item(BaseModel):
    """Any item: the keys of all shapes. Which of them belong together is the shape's to say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    k: _Short | None = None
    v: _Short | None = None
    n: _Short | None = None
    q: _Short
    u: _Short | None = None
    d: _Short | None = None
    f: _Short | None = None
    s: _Short | None = None
    r: _Short | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the model says the document holds."""

    name: str
    """In the catalogue."""
    shape: Shape = field(repr=False)
    said: Mapping[str, str] = field(repr=False)
    """By slot; slots that may lack are left out when they do."""

    @property
    def quote(self) -> str:
        """The words that the value is read in."""
        return self.said["q"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What of an answer can be used."""

    items: tuple[Item, ...]
    broken: int
    """Items that keep to no shape of the pass; more than none says that the grammar did not hold."""
    whole: bool
    """Whether the answer was complete JSON of the right form."""


def schema_of(asked: Pass) -> dict[str, object]:
    """The JSON schema of an answer to that pass."""
    return {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"anyOf": [_shape(shape) for shape in asked.shapes]}}},
        "required": ["items"],
        "additionalProperties": False,
    }


def _shape(shape: Shape) -> dict[str, object]:
    properties: dict[str, object] = {slot.key: _slot(slot) for slot in shape.slots}
    if shape.keyed:
        properties = {"k": {"enum": [key_of(name) for name in shape.names]}} | properties
    return {
        "type": "object",
        "properties": properties,
        "required": list(shape.keys),
        "additionalProperties": False,
    }


def _slot(slot: Slot) -> dict[str, object]:
    if slot.words:
        return {"enum": list(slot.words)}
    return {"type": "string", "minLength": 0 if slot.may_lack else 1, "maxLength": MAX_QUOTE}


_HALVES = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
"""Halves of characters: alone they are none."""


def check(answer: str, asked: Pass) -> Checked:
    """The items of an answer. Of one that was cut or is no JSON, those that are whole are kept."""
    whole, found = _objects(answer)
    items = [_item(raw, asked) for raw in found[:MAX_ITEMS]]
    return Checked(tuple(item for item in items if item is not None and _says(item)), items.count(None), whole)


def _objects(answer: str) -> tuple[bool, list[object]]:
    try:
        read = json.loads(_HALVES.sub(r"\\ufffd", answer), strict=False)
    except (ValueError, RecursionError):
        return False, _rescued(answer)
    listed = read.get("items") if isinstance(read, dict) and set(read) == {"items"} else None
    return (True, listed) if isinstance(listed, list) else (False, [])


def _rescued(answer: str) -> list[object]:
    """The whole items at the beginning of a list that breaks off."""
    decoder, found = json.JSONDecoder(), list[object]()
    place = answer.find("[") + 1
    while place and (start := answer.find("{", place)) >= 0 and len(found) < MAX_ITEMS:
        try:
            one, place = decoder.raw_decode(answer, start)
        except (ValueError, RecursionError):
            break
        found.append(one)
    return found


def _item(raw: object, asked: Pass) -> Item | None:
    try:
        said = _Item.model_validate(raw).model_dump(exclude_none=True)
    except ValidationError:
        return None
    for shape in asked.shapes:
        if set(said) == set(shape.keys) and (name := shape.name_of(said.get("k", ""))) is not None:
            kept = {slot.key: said[slot.key].strip() for slot in shape.slots if said[slot.key].strip()}
            return Item(name, shape, kept) if _fits(shape, kept) else None
    return None


def _fits(shape: Shape, said: Mapping[str, str]) -> bool:
    return all(said.get(slot.key) in slot.words for slot in shape.slots if slot.words)


def _says(item: Item) -> bool:
    """Whether anything is quoted: white space is not."""
    return all(slot.key in item.said or slot.may_lack for slot in item.shape.slots)
