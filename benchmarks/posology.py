"""Structured posology against the French ePrescription examples: share of the structured elements that are right.

    ANAMNESE_DATA=… python -m benchmarks.posology [--errors N]

Two halves of the examples, parted by a hash of their id: the parser was developed on the first, whose errors `--errors`
shows; the second was only counted. "HAS" are the cases of the Haute Autorité de Santé, the others hospital ones.

Each example is a line as a doctor writes it and its FHIR `Dosage`. An element is one value of it: dose, unit, route,
frequency, period, moment, hour, weekday, maximum, duration, as needed. Not counted: dates of the prescription itself,
codes of units beside their names, and what the line does not tell (a route or a moment that only the structure has).
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from benchmarks.intervals import interval, shown
from nlp.readers.medications.dosage import Amount, Dosage, Span
from nlp.readers.medications.lexicon import find_names
from nlp.readers.medications.schedule import dosages
from nlp.sections import fold

UNITS = {
    "15054000": "tablet",
    "comprime": "tablet",
    "15012000": "capsule",
    "gelule": "capsule",
    "15052000": "syringe",
    "seringue": "syringe",
    "15042000": "patch",
    "emplatre": "patch",
    "application": "application",
    "appln": "application",
    "u": "[iU]",
    "ui": "[iU]",
    "15009000": "bag",
    "flacon": "bag",
    "mg": "mg",
    "g": "g",
    "ug": "ug",
    "ml": "mL",
    "dose": "measure",
}
ROUTES = {"20053000": "PO", "20066000": "SC", "20045000": "IV", "20003000": "topical", "20020000": "inhaled"}
Gold = dict[str, list[str]]


def main() -> None:
    """Print the share of right elements, overall and by kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--errors", type=int, default=0)
    listed = parser.parse_args().errors
    folder = Path(os.environ["ANAMNESE_DATA"]) / "documents" / "eprescription_fhir_fr"
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    cases: dict[str, list[tuple[int, int]]] = {}
    for line in (folder / "prescriptions.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if (
            "MultiLine" in case["id"]
        ):  # the text names two drugs and a condition, their posology stands in the structure only
            continue
        folded = fold(case["text"].replace("\n", " ").replace("®", " ").replace("’", "'").replace("\u200b", " "))
        wanted = [element for instance in case["instances"] for element in gold_dosages(instance["elements"])]
        read = predicted(folded)
        half = "developed on" if sha256(case["id"].encode()).digest()[-1] % 2 else "only counted"
        groups = (half, "all", *(["HAS"] if case["case"] else []))
        before = right["all", "all"], total["all", "all"]
        for index, gold in enumerate(wanted):
            have = read[index] if index < len(read) else {}
            for name, values in gold.items():
                if name == "route" and name not in have and not re.search(r"per os|voie|cutanee|sc\b|perf", folded):
                    continue
                for value in values:
                    good = is_right(name, value, have.get(name, []))
                    total.update((group, key) for group in groups for key in (name, "all"))
                    right.update((group, key) for group in groups for key in (name, "all") if good)
                    if not good and listed > 0 and half == "developed on":
                        listed -= 1
                        print(
                            f"{case['id']} [{index}] {name}: {value!r}, read {have.get(name)} in {case['text'][:110]!r}"
                        )
        counted = right["all", "all"] - before[0], total["all", "all"] - before[1]
        for group in groups:
            cases.setdefault(group, []).append(counted)
    columns = ("all", "developed on", "only counted", "HAS")
    print(f"{'':22s}" + "".join(f"{column:>22s}" for column in columns))
    for name in sorted({key for _, key in total}, key=lambda name: (name == "all", name)):
        cells = (
            f"{right[at]:4d} / {total[at]:4d}  {right[at] / total[at]:.3f}" if total[at := (column, name)] else ""
            for column in columns
        )
        print(f"{name:22s}" + "".join(f"{cell:>22s}" for cell in cells))
    print(f"{'95 % over cases':22s}" + "".join(f"{shown(interval(cases[column], share)):>22s}" for column in columns))


def share(counts: Sequence[tuple[int, int]]) -> float:
    """Of right elements over cases."""
    return sum(right for right, _ in counts) / max(1, sum(total for _, total in counts))


def is_right(name: str, value: str, read: list[str]) -> bool:
    """Equal; a duration to a day or, since months differ, to three in a hundred."""
    if name == "duration":
        return any(abs(float(value) - float(one)) <= max(1.0, 0.03 * float(value)) for one in read)
    return value in read


def predicted(folded: str) -> list[Gold]:
    """What the parser reads behind the drug's name, each dosage as name and values."""
    names = list(find_names(folded))
    start = names[0].end if names else 0
    for name in names[1:]:
        if (
            re.fullmatch(r"[^:]{0,60}", folded[start : name.start])
            and ":" in folded[name.end :]
            and ":" not in folded[start : name.end]
        ):
            start = name.end
    colon = folded.find(":", start)
    if 0 <= colon < start + 120 and not re.search(r"\d ?(?:fois|x|/j)|si |toutes", folded[start:colon]):
        start = colon
    return [as_elements(dosage) for dosage in dosages(folded[start:])]


def as_elements(dosage: Dosage) -> Gold:
    """A dosage in the shape the gold is compared in."""
    found: Gold = {}

    def put(name: str, *values: object) -> None:
        found.setdefault(name, []).extend(text(value) for value in values)

    def put_amount(name: str, amount: Amount) -> None:
        put(f"{name}.value", amount.low, *([amount.high] if amount.high else []))
        put(
            f"{name}.unit",
            amount.unit.split("/")[0],
            *({"injection": ["syringe"], "capsule": [], "bottle": ["bag"]}.get(amount.unit, [])),
        )

    if dosage.dose:
        put_amount("dose", dosage.dose)
    if dosage.route:
        put("route", dosage.route)
    if dosage.frequency is not None:
        put("frequency", dosage.frequency)
    most = dosage.frequency_max or (dosage.dose.high if dosage.dose else None)
    if most is not None:
        put("frequencyMax", most)
    every = dosage.every or dosage.gap
    if every:
        put("period", every.value)
        put("periodUnit", every.unit)
    put("when", *dosage.when)
    put("timeOfDay", *dosage.times)
    put("dayOfWeek", *dosage.weekdays)
    if dosage.duration:
        put("duration", days(dosage.duration))
    if dosage.infusion:
        put("infusion", f"{dosage.infusion.value:g} {dosage.infusion.unit}")
    if dosage.as_needed is not None:
        put("asNeeded", "true")
    if dosage.gap and dosage.dose:  # the examples write a least gap as one intake at most in that time
        put("frequencyMax", 1)
        if not dosage.max_per_period:
            put_amount("maxPerPeriod", dosage.dose)
            put("maxPerPeriod.period", days(dosage.gap))
    if dosage.max_per_intake:
        put_amount("maxPerIntake", dosage.max_per_intake)
    if dosage.max_per_period:
        put_amount("maxPerPeriod", dosage.max_per_period[0])
        put("maxPerPeriod.period", days(dosage.max_per_period[1]))
    return found


def days(span: Span) -> float:
    """A length of time in days, as people count them (a month has 30)."""
    return round(span.value * {"min": 1 / 1440, "h": 1 / 24, "d": 1, "wk": 7, "mo": 30, "a": 365}[span.unit], 3)


def text(value: object) -> str:
    """Numbers to two decimals, so that a third is a third."""
    return f"{round(value, 2):g}" if isinstance(value, int | float) else str(value)


def gold_dosages(elements: list[list[object]]) -> list[Gold]:
    """The dosages of one resource, each as name and values, from its list of FHIR paths."""
    found: list[Gold] = []
    dates: dict[str, str] = {}
    for path, raw in elements:
        if not str(path).startswith("dosageInstruction"):
            continue
        head, _, rest = str(path).partition(".")
        written = raw
        if (
            isinstance(raw, str) and "]." in raw and " = " in raw
        ):  # the data set cuts "[=].path = value" at its first "="
            rest, _, written = (rest + raw).partition(" = ")
            rest = rest.partition("].")[2] if head.endswith("[") else rest
        if not found or "+" in head:
            found.append({})
            dates = {}
        take(found[-1], dates, re.sub(r"\[[^\]]*\]", "", rest), written)
    return [gold for gold in found if gold]


def take(gold: Gold, dates: dict[str, str], path: str, raw: object) -> None:
    """One FHIR path and its value into the gold's elements."""
    leaf = path.rpartition(".")[2]
    value, code, unit = parts(raw)
    if path.startswith(("doseAndRate.doseQuantity", "doseAndRate.doseRange")):
        amount(gold, "dose", leaf, value, code, unit)
    elif path.startswith("maxDosePerPeriod.numerator"):
        amount(gold, "maxPerPeriod", leaf, value, code, unit)
    elif path.startswith("maxDosePerPeriod.denominator") and leaf == "denominator" and value is not None:
        gold.setdefault("maxPerPeriod.period", []).append(text(days(Span(value, code or "d"))))
    elif path.startswith("maxDosePerAdministration"):
        amount(gold, "maxPerIntake", leaf, value, code, unit)
    elif path == "route" and code in ROUTES:
        gold.setdefault("route", []).append(ROUTES[code])
    elif path == "asNeededCodeableConcept":
        gold["asNeeded"] = ["true"]
    elif path == "timing.repeat.boundsDuration" and value is not None:
        gold["duration"] = [text(days(Span(value, code or "d")))]
    elif path == "timing.repeat.boundsDuration.value":
        dates["value"] = str(value)
    elif path == "timing.repeat.boundsDuration.code" and "value" in dates:
        gold["duration"] = [text(days(Span(float(dates["value"]), code or "d")))]
    elif path.startswith("timing.repeat.boundsPeriod"):
        dates[leaf] = str(raw).strip('"')
        if {"start", "end"} <= dates.keys() and "T" in dates["start"] and "T" in dates["end"]:
            length = datetime.fromisoformat(dates["end"]) - datetime.fromisoformat(dates["start"])
            gold["duration"] = [text(round(length.total_seconds() / 86400, 1))]
    elif path.startswith("timing.repeat."):
        if leaf in {"frequency", "frequencyMax", "period"} and value is not None:
            gold.setdefault(leaf, []).append(text(value))
        elif leaf in {"periodUnit", "when", "dayOfWeek"} and code:
            gold.setdefault(leaf, []).append(code)
        elif leaf == "timeOfDay":
            gold.setdefault(leaf, []).append(str(raw).strip('"')[:5])


def parts(raw: object) -> tuple[float | None, str | None, str | None]:
    """Value, code and unit of a FHIR quantity, coding or plain value."""
    if isinstance(raw, dict):
        return raw.get("value"), raw.get("code"), raw.get("unit")
    written = str(raw)
    if match := re.match(r"([\d.]+) \S+#(\S+)", written):
        return float(match[1]), match[2], None
    if match := re.match(r"(?:\S*)#(\S+)", written):
        return None, match[1], None
    try:
        return float(written), None, None
    except ValueError:
        return None, None, written.strip('"')


def amount(gold: Gold, name: str, leaf: str, value: float | None, code: str | None, unit: str | None) -> None:
    """A quantity given whole or leaf by leaf."""
    if value is not None:
        gold.setdefault(f"{name}.value", []).append(text(value))
    if leaf in {"unit", "doseQuantity", "numerator", "low", "high", "maxDosePerAdministration"}:
        known = next((UNITS[key] for key in (code, fold(unit or "").split(" ")[0]) if key in UNITS), None)
        if known and known not in gold.get(f"{name}.unit", []):
            gold.setdefault(f"{name}.unit", []).append(known)


if __name__ == "__main__":
    main()
