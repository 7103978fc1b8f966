"""What the official terminologies cost and give, measured on the real files.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.terminology [--keep FOLDER]

Needs the data folder's `terminologies` and `documents/gold`. Coverage is measured on the gold's train part, which
tells names but no codes: where two sources have a code for one wording, how often they agree is told instead.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from nlp import Indexer, load_indexer
from nlp.readers.medications.lexicon import names
from nlp.text import ClinicalText
from records.document import Document
from records.fields import Field
from records.terminology.imported import Terminologies
from records.terminology.importing import import_terminology
from records.terminology.interactions import Treatment
from records.terminology.kinds import Kind
from records.terminology.thesaurus import Thesaurus

SOURCES = {
    Kind.BDPM: "bdpm",
    Kind.CIM10: "cim10_fr",
    Kind.LOINC: "loinc_fr_subset/loinc.tsv.gz",
    Kind.CCAM: "ccam",
    Kind.ANSM: "interactions_ansm",
}
SEED = 4
MISREAD_LETTERS = {"l": "i", "i": "l", "m": "n", "n": "m", "e": "c", "o": "a", "u": "n", "b": "h", "s": "z"}


def main() -> None:
    """Import everything, then measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ANAMNESE_DATA"), help="data folder")
    parser.add_argument("--keep", type=Path, help="a home folder to import into; a temporary one unless told")
    options = parser.parse_args()
    if options.data is None:
        parser.error("set ANAMNESE_DATA or give --data")
    home = options.keep or Path(tempfile.mkdtemp())
    library = Terminologies(home)
    imports(library, options.data / "terminologies")
    lookups(library)
    misspelt(library)
    reports(library, options.data / "documents" / "gold")
    agreement(library, options.data / "terminologies" / "orphanet_fr" / "maladies.tsv.gz")
    interactions(library)


def imports(library: Terminologies, folder: Path) -> None:
    """What an import takes."""
    print("| terminology | entries | lines left out | seconds of a core | size |\n| --- | ---: | ---: | ---: | ---: |")
    for kind, place in SOURCES.items():
        before = time.process_time()
        source = import_terminology(library, kind, folder / place)
        spent = time.process_time() - before
        refused = sum(count for file in source.files for count in file.refused.values())
        size = library.file(kind).stat().st_size / 1e6
        print(f"| {kind.value} | {source.entries:,} | {refused:,} | {spent:.1f} | {size:.1f} MB |")


def lookups(library: Terminologies) -> None:
    """How many wordings a second, each asked for the first time, and again."""
    drugs, diseases, thesaurus = library.drugs, library.diseases, library.thesaurus
    assert drugs is not None and diseases is not None and thesaurus is not None
    wordings = random.Random(SEED).sample(sorted(names()), 2000)
    terms = [row["term"] for row in lexicon_terms()]
    treatment = [Treatment(name) for name in ("Previscan", "Kardegic", "Lasilix", "bisoprolol", "Tahor", "Coversyl")]
    print("\n| asked | first time, a second | again, a second |\n| --- | ---: | ---: |")
    for what, ask, asked in (
        ("drug by name", drugs.resolve, wordings),
        ("disease by wording", diseases.resolve, terms),
        ("interactions of six drugs", thesaurus.interactions, [treatment] * 100),
    ):
        first, again = rate(ask, asked), rate(ask, asked)
        print(f"| {what} | {first:,.0f} | {again:,.0f} |")


def rate(ask: Callable[..., object], asked: Sequence[object]) -> float:
    """Answers a second of one core."""
    before = time.process_time()
    for one in asked:
        ask(one)
    return len(asked) / (time.process_time() - before)


def misspelt(library: Terminologies) -> None:
    """Names with one letter misread, missing or doubled: found again, taken for another drug, or not known."""
    drugs = library.drugs
    assert drugs is not None
    chance = random.Random(SEED)
    sample = chance.sample([name for name, _ in drugs.names() if name.isalpha()], 2000)
    outcome: Counter[str] = Counter()
    for name in sample:
        true, found = drugs.resolve(name), drugs.resolve(slipped(name, chance))
        assert true is not None
        outcome["nothing" if found is None else "right" if found.substances == true.substances else "wrong"] += 1
    print(
        f"\n{len(sample)} names of the database with one slip: {outcome['right'] / len(sample):.1%} the right "
        f"molecules, {outcome['wrong'] / len(sample):.1%} other ones, {outcome['nothing'] / len(sample):.1%} nothing."
    )


def slipped(name: str, chance: random.Random) -> str:
    """One letter misread as scanners do, left out or doubled."""
    at = chance.randrange(1, len(name))
    letter = chance.choice((MISREAD_LETTERS.get(name[at], "i"), "", name[at] * 2))
    return name[:at] + letter + name[at + 1 :]


def reports(library: Terminologies, gold: Path) -> None:
    """Codes of what is read in the train reports, without and with the imports, and what that costs."""
    texts = {row["id"]: row["text"] for row in jsonl(gold / "texts.jsonl")}
    documents = [ClinicalText.of(texts[row["id"]]).document for row in jsonl(gold / "train.jsonl")]
    print("\n| train reports | nothing imported | everything imported |\n| --- | ---: | ---: |")
    measured = [coverage(*timed(load_indexer(terminologies=one), documents)) for one in (None, library)]
    for what in measured[0]:
        print(f"| {what} | {measured[0][what]} | {measured[1][what]} |")


def timed(indexer: Indexer, documents: Sequence[Document]) -> tuple[list[Field], float]:
    before = time.process_time()
    fields = [field for document in documents for field in indexer.index(document)]
    return fields, len(documents) / (time.process_time() - before)


def coverage(fields: Sequence[Field], a_second: float) -> Mapping[str, str]:
    """Shares of the fields that carry a code."""
    drugs = [field for field in fields if field.name == "medications"]
    shares = {
        "medications with a whole ATC code": [bool(one.code and len(one.code.code) == 7) for one in drugs],
        "medications with their CIS": [one.part("medications.cis") is not None for one in drugs],
    }
    for name, system in (("conditions", "CIM-10"), ("labs", "LOINC"), ("procedures", "CCAM")):
        shares[f"{name} with a {system} code"] = [one.code is not None for one in fields if one.name == name]
    told = {what: f"{sum(held)} of {len(held)} ({sum(held) / len(held):.1%})" for what, held in shares.items()}
    return told | {"reports a second of one core": f"{a_second:.0f}"}


def agreement(library: Terminologies, orphanet: Path) -> None:
    """Codes found by label alone, against those that our lexicon and Orphanet give for the same wording."""
    diseases = library.diseases
    assert diseases is not None
    ours = [(row["term"], row["icd10"]) for row in lexicon_terms() if row["icd10"]]
    with gzip.open(orphanet, "rt", encoding="utf-8") as file:
        rare = [
            (row["nom"], row["cim10"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["cim10"]
        ]
    print("\n| wordings | found | of these, same category | same code |\n| --- | ---: | ---: | ---: |")
    for what, known in (("of our lexicon", ours), ("of Orphanet", rare)):
        found = [(code, entry.code) for wording, code in known if (entry := diseases.resolve(wording))]
        category = sum(any(part.startswith(mine[:3]) for part in codes_in(code)) for code, mine in found)
        same = sum(mine in codes_in(code) for code, mine in found)
        print(f"| {what} | {len(found)} of {len(known)} | {category / len(found):.1%} | {same / len(found):.1%} |")


def codes_in(told: str) -> list[str]:
    """Orphanet lists several: `A33 ; A35`, with marks for cause and effect."""
    return [code.strip("+* ") for code in told.split(";")]


def interactions(library: Terminologies) -> None:
    """How much of the thesaurus can be flagged at all."""
    thesaurus = library.thesaurus
    assert isinstance(thesaurus, Thesaurus)
    unknown = thesaurus.unexpanded()
    print(f"\nNames of the thesaurus that no drug answers to ({len(unknown)}): {', '.join(unknown)}.")


def lexicon_terms() -> Iterator[dict[str, str]]:
    """Our own wordings of conditions."""
    lines = (files("nlp.lexicons") / "condition_terms.csv").read_text(encoding="utf-8").splitlines()
    return csv.DictReader(line for line in lines if not line.startswith("#"))


def jsonl(path: Path) -> Iterator[dict[str, str]]:
    """The objects of a file, one a line."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    main()
