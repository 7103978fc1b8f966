"""Annotated reports become questions and answers; told anew, every quote still stands where it says."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from nlp.llm.passes import PassName, passes
from nlp.llm.schema import check
from nlp.llm.training.answers import answer_to
from nlp.llm.training.variants import stock_of, variant

TEXT = (
    "Monsieur DURAND Paul, né le 03/04/1950, IPP 8001234. Vu le 12/05/2024 pour dyspnée.\n"
    "Antécédents : HTA. Pas de fièvre. Tabac sevré. Allergie : pénicilline.\n"
    "TA 130/80 mmHg. CRP 45 mg/L.\nBisoprolol 2,5 mg matin. Pose d'un drain.\nM. DURAND rentre à domicile."
)


def at(quote: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {"quote": quote, "start": start, "end": start + len(quote), **more}


def report() -> dict[str, Any]:
    return {
        "id": "r1",
        "text": TEXT,
        "document": {"type": "consultation_letter", "date": at("12/05/2024", value="2024-05-12"), "department": None},
        "patient": {
            "last_name": at("DURAND", value="DURAND"),
            "first_name": at("Paul", value="Paul"),
            "sex": at("Monsieur", value="M"),
            "birth_date": at("03/04/1950", value="1950-04-03"),
            "ipp": at("8001234", value="8001234"),
        },
        "encounter": {"reason": at("dyspnée", value="dyspnée"), "discharge_to": at("rentre à domicile", value="home")},
        "conditions": [at("HTA", assertion="present"), at("fièvre", assertion="absent")],
        "procedures": [at("Pose d'un drain", status="done")],
        "allergies": [at("pénicilline", assertion="present")],
        "lifestyle": {"smoking": at("Tabac sevré", value="former"), "alcohol": None},
        "medications": [
            at("Bisoprolol 2,5 mg matin", drug="Bisoprolol", dose="2,5 mg", frequency="matin", status="home")
        ],
        "vitals": [at("130/80 mmHg", name="systolic_bp_mmhg", value=130)],
        "labs": [at("45", name="CRP", value=45, unit="mg/L")],
    }


@pytest.mark.parametrize("name", PassName)
def test_an_answer_is_one_that_the_check_takes_whole(name: PassName) -> None:
    checked = check(answer_to(report(), name), passes()[name])
    assert checked.whole
    assert checked.broken == 0
    assert checked.items


def test_items_stand_in_the_order_of_the_document() -> None:
    items = json.loads(answer_to(report(), PassName.PROBLEMS))["items"]
    assert [item["q"] for item in items] == [
        "dyspnée",
        "HTA",
        "fièvre",
        "Tabac sevré",
        "pénicilline",
        "Pose d'un drain",
    ]
    assert items[2] == {"k": "conditions", "v": "absent", "q": "fièvre"}


def test_told_anew_quotes_stand_where_they_say() -> None:
    stock = stock_of([report(), *_others()])
    for seed in range(40):
        told = variant(report(), stock, Random(seed))
        placed = [
            *told["conditions"],
            *told["vitals"],
            *told["labs"],
            told["patient"]["last_name"],
            *told["procedures"],
        ]
        for one in placed:
            assert told["text"][one["start"] : one["end"]] == one["quote"]
        assert told["medications"][0]["drug"] in told["medications"][0]["quote"]
        assert told["medications"][0]["dose"] in told["medications"][0]["quote"]


def test_told_anew_a_name_is_another_everywhere() -> None:
    told = variant(report(), stock_of(_others()), Random(3))
    assert "DURAND" not in told["text"]
    assert told["text"].count(told["patient"]["last_name"]["quote"]) == 2


def _others() -> list[dict[str, Any]]:
    other = report()
    other["patient"] = {"last_name": {"quote": "Lefort"}, "first_name": {"quote": "Jeanne"}}
    other["conditions"] = [{"quote": "insuffisance cardiaque"}]
    other["medications"] = [{"drug": "amiodarone"}]
    return [other]
