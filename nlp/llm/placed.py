"""From what a model says to grounded fields: code places the quotes and reads the values in the document's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.llm.grounding import Place, Places
from nlp.llm.orders import orders_in, touches
from nlp.llm.passes import Slot
from nlp.llm.schema import Item
from nlp.llm.support import gainsaid
from nlp.llm.values import result_in, value_in
from nlp.llm.windows import Window
from nlp.readers.labs_lexicon import ucum
from nlp.sections import fold
from nlp.text import ClinicalText
from records.catalogue import catalogue
from records.fields import Assertion, Field, Grounding, Method, Quantity, Value

UNGROUNDED = 0.05
"""Confidence of a value without a place: it goes to review whatever the model's record."""
_PERIOD = 30
"""Characters in which a period that begins with a quoted day ends."""
_BEFORE, _AFTER = 60, 160
"""Characters around the words that an item is about in which its other words must stand."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item and the field that code made of it; its grounding is NONE where the document does not bear it out."""

    item: Item
    field: Field
    is_found: bool
    """Whether the quotes stand in the document at all; asking again may help where they do not."""


class Placer:
    """Places the items of one document, in the order in which the model says them."""

    def __init__(self, text: ClinicalText, model: str, places: Places | None = None) -> None:
        self._text = text
        self._model = model
        self._places = places or Places(text)
        self._orders = orders_in(text)
        self._taken: defaultdict[str, set[int]] = defaultdict(set)

    def propose(self, item: Item, window: Window) -> Proposal:
        """The item as a field, placed within the window that the model was shown."""
        anchor = item.said.get("n") or item.quote
        inside = (window.start, window.end)
        spots = self._places.all(anchor, inside)
        make = self._result if item.name == "labs" else self._field
        field = make(item, self._in_turn(item.name, spots), inside)
        if field is None:
            return Proposal(item, self._ungrounded(item), is_found=bool(spots))
        return Proposal(item, field, is_found=True)

    def _in_turn(self, name: str, spots: Sequence[Place]) -> list[Place]:
        """Places not taken yet first: what is said twice is first the first mention, then the second."""
        taken = self._taken[name]
        return sorted(spots, key=lambda place: (place.start in taken, place.start))

    def _field(self, item: Item, spots: Sequence[Place], inside: tuple[int, int]) -> Field | None:
        for place in spots:
            words = self._text.document.text[place.start : place.end]
            after = self._text.text[place.end : place.end + _PERIOD]
            value: Value | None = value_in(item.name, words, after)
            chosen = next((slot for slot in item.shape.slots if slot.key == "v"), None)
            if chosen is not None and chosen.part is None and not _is_assertion(item):
                value = item.said["v"] if not gainsaid(item.name, item.said["v"], words) else None
            if value is None or touches(self._orders, place.start, place.end):
                continue
            self._taken[item.name].add(place.start)
            parts, end = self._parts(item, place, inside)
            return self._made(item, value, Place(place.start, end, place.grounding), parts)
        return None

    def _result(self, item: Item, spots: Sequence[Place], inside: tuple[int, int]) -> Field | None:
        """A laboratory result: the analyte's name, its number near by, and the unit behind that."""
        for name in spots:
            number = self._near(item.quote, name, inside)
            if number is None or touches(self._orders, name.start, number.end):
                continue
            read = result_in(self._apart(number, name))
            if read is None:
                continue
            value, written = read
            # A number is one analyte's; "négatifs" may be said of several.
            result = number.start if not isinstance(value, str) else name.start
            if result in self._taken["labs"]:
                continue
            self._taken["labs"].add(result)
            unit = item.said.get("u")
            unit_place = self._near(unit, number, (number.end, min(inside[1], number.end + 12))) if unit else None
            if unit_place is not None:
                written = Quantity(written.value, self._text.document.text[unit_place.start : unit_place.end])
            analyte = self._text.field(
                "labs.analyte", self._words(name), name.start, name.end, model=self._model, method=Method.LLM
            )
            end = unit_place.end if unit_place is not None else number.end
            return self._made(item, value, Place(number.start, end, number.grounding), (analyte,), written)
        return None

    def _apart(self, quote: Place, name: Place) -> str:
        """The words of a quote without a name that it holds, whose digits are no result: CA 19-9."""
        text = self._text.document.text
        if quote.start < name.end and name.start < quote.end:
            return text[quote.start : max(quote.start, name.start)] + " " + text[name.end : quote.end]
        return text[quote.start : quote.end]

    def _parts(self, item: Item, anchor: Place, inside: tuple[int, int]) -> tuple[tuple[Field, ...], int]:
        """The item's other strings as parts, and the end of the last of them."""
        parts, end = list[Field](), anchor.end
        for slot in item.shape.slots:
            said = item.said.get(slot.key)
            if slot.part is None or said is None:
                continue
            part, part_end = self._part(slot, said, anchor, inside)
            parts.append(part)
            if item.name == "medications":  # whose quote is the whole posology
                end = max(end, part_end)
        return tuple(parts), end

    def _part(self, slot: Slot, said: str, anchor: Place, inside: tuple[int, int]) -> tuple[Field, int]:
        assert slot.part is not None
        if slot.words:
            # The section decides it rather than a word: no place of its own.
            return Field(slot.part, said, None, Method.LLM, self._model), anchor.end
        place = self._near(said, anchor, inside)
        if place is None or touches(self._orders, place.start, place.end):
            return self._unfound(slot.part, said), anchor.end
        words = self._words(place)
        return (
            self._text.field(slot.part, words, place.start, place.end, model=self._model, method=Method.LLM),
            place.end,
        )

    def _near(self, quote: str, anchor: Place, inside: tuple[int, int]) -> Place | None:
        """The place of a quote behind the anchor, else shortly before it."""
        reach = (max(inside[0], anchor.start - _BEFORE), min(inside[1], anchor.end + _AFTER))
        spots = self._places.all(quote, reach)
        behind = [place for place in spots if place.end > anchor.start]  # it may hold the anchor
        before = [place for place in spots if place.end <= anchor.start]
        return next(iter(behind or before[-1:]), None)

    def _made(
        self,
        item: Item,
        value: Value,
        place: Place,
        parts: tuple[Field, ...],
        written: Quantity | None = None,
    ) -> Field:
        unit = str(written.unit) if written is not None and written.unit else None
        return Field(
            name=item.name,
            value=value,
            evidence=self._text.evidence(place.start, place.end),
            method=Method.LLM,
            model=self._model,
            unit=catalogue()[item.name].unit or (ucum(fold(unit)) if unit else None),
            written=written,
            assertion=Assertion(item.said["v"]) if _is_assertion(item) else Assertion.PRESENT,
            grounding=place.grounding,
            parts=parts,
        )

    def _ungrounded(self, item: Item) -> Field:
        """The item as the model said it: shown for review, never accepted, never dropped."""
        said = item.quote if item.name in _LISTED or "v" not in item.said else item.said["v"]
        parts = tuple(
            self._unfound(slot.part, item.said[slot.key])
            for slot in item.shape.slots
            if slot.part is not None and slot.key in item.said
        )
        assertion = Assertion(item.said["v"]) if _is_assertion(item) else Assertion.PRESENT
        return replace(self._unfound(item.name, said), parts=parts, assertion=assertion)

    def _unfound(self, name: str, said: str) -> Field:
        return Field(name, said, None, Method.LLM, self._model, grounding=Grounding.NONE, confidence=UNGROUNDED)

    def _words(self, place: Place) -> str:
        return " ".join(self._text.document.text[place.start : place.end].split())


_LISTED = frozenset({"conditions", "allergies", "procedures", "medications", "labs"})


def _is_assertion(item: Item) -> bool:
    return item.name in ("conditions", "allergies")
