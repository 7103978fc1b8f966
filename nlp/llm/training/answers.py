"""The right answer to a pass about an annotated report, in the very form that a model is asked for.

Reports are annotated as in the gold set: an object a report, every value with the quote that shows it and its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nlp.llm.passes import PassName, key_of

Report = Mapping[str, Any]
"""An annotated report, with its `text`."""

_Placed = tuple[int, dict[str, str]]
"""Where an item stands, and the item."""


def answer_to(report: Report, name: PassName) -> str:
    """JSON without spaces; items in the order of the document."""
    items = sorted(_ITEMS[name](report), key=lambda placed: placed[0])
    return json.dumps({"items": [item for _, item in items]}, ensure_ascii=False, separators=(",", ":"))


def _header(report: Report) -> Iterator[_Placed]:
    for group in ("patient", "encounter", "document"):
        yield from _scalars(report, group, without=("reason",))


def _problems(report: Report) -> Iterator[_Placed]:
    for one in report["conditions"]:
        yield one["start"], {"k": "conditions", "v": one["assertion"], "q": one["quote"]}
    for one in report["procedures"]:
        yield one["start"], {"k": "procedures", "v": one["status"], "q": one["quote"]}
    for one in report["allergies"]:
        yield one["start"], {"k": "allergies", "v": one["assertion"], "q": one["quote"], "r": ""}
    yield from _scalars(report, "lifestyle")
    if reason := report["encounter"].get("reason"):
        yield reason["start"], {"k": "reason", "q": reason["quote"]}


def _treatment(report: Report) -> Iterator[_Placed]:
    for one in report["medications"]:
        yield (
            one["start"],
            {"q": one["drug"], "d": one["dose"] or "", "f": one["frequency"] or "", "s": one["status"]},
        )


def _measures(report: Report) -> Iterator[_Placed]:
    for one in report["vitals"]:
        yield one["start"], {"k": one["name"], "q": one["quote"]}
    for one in report["labs"]:
        yield one["start"], {"n": one["name"], "q": one["quote"], "u": one["unit"] or ""}


def _scalars(report: Report, group: str, without: Sequence[str] = ()) -> Iterator[_Placed]:
    """Single values. What has no quote of its own, such as the type of a document, is not asked of the model."""
    for leaf, found in report[group].items():
        if isinstance(found, Mapping) and "quote" in found and leaf not in without:
            item = {"k": key_of(f"{group}.{leaf}")}
            if (group, leaf) in _CHOSEN:
                item["v"] = found["value"]
            yield found["start"], item | {"q": found["quote"]}


_CHOSEN = frozenset(
    {
        ("patient", "sex"),
        ("encounter", "arrival_mode"),
        ("encounter", "discharge_to"),
        ("lifestyle", "smoking"),
        ("lifestyle", "alcohol"),
    }
)
"""Of these the catalogue has words, and the answer names one beside the quote."""
_ITEMS = {
    PassName.HEADER: _header,
    PassName.PROBLEMS: _problems,
    PassName.TREATMENT: _treatment,
    PassName.MEASURES: _measures,
}
