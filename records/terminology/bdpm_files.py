"""The files of the Base de données publique des médicaments become tables of names, substances, codes and packs.

Formats: https://base-donnees-publique.medicaments.gouv.fr/telechargement ("Contenu et format des fichiers"): tabs, no
heading, encodings mixed. Files with headings, zipped or not, are taken as well.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from records.terminology.files import Bundle, Layout, Reason, Tally, rows, tally_of
from records.terminology.strengths import before_strength
from records.terminology.wording import fold, substance_key, words

_CIS = re.compile(r"\d{8}")
SPECIALITIES = Layout(
    "CIS_bdpm.txt",
    re.compile(r"^(?:cis_bdpm|specialites)\b"),
    _CIS,
    {
        "cis": ("cis", "code_cis"),
        "name": ("denomination", "denomination_du_medicament"),
        "form": ("forme", "forme_pharmaceutique"),
        "routes": ("voies", "voies_d_administration"),
        "procedure": ("procedure", "type_de_procedure_d_amm"),
        "marketed": ("commercialisation", "etat_de_commercialisation"),
    },
    (0, 1, 2, 3, 5, 6),
)
COMPOSITIONS = Layout(
    "CIS_COMPO_bdpm.txt",
    re.compile(r"^(?:cis_compo_bdpm|compositions)\b"),
    _CIS,
    {
        "cis": ("cis", "code_cis"),
        "substance": ("substance", "denomination_de_la_substance"),
        "nature": ("nature", "nature_du_composant"),
        "link": ("num_liaison", "numero_de_liaison"),
    },
    (0, 3, 6, 7),
)
ATC_CODES = Layout(
    "CIS_MITM.txt",
    re.compile(r"^(?:cis_mitm|cis_atc)"),
    _CIS,
    {"cis": ("cis", "code_cis"), "atc": ("atc", "code_atc")},
    (0, 1),
)
GENERICS = Layout(
    "CIS_GENER_bdpm.txt",
    re.compile(r"^(?:cis_gener_bdpm|groupes_generiques)\b"),
    re.compile(r"\d{1,6}"),
    {"group": ("groupe", "identifiant_du_groupe_generique"), "cis": ("cis", "code_cis")},
    (0, 2),
)
PACKS = Layout(
    "CIS_CIP_bdpm.txt",
    re.compile(r"^(?:cis_cip_bdpm|presentations)\b"),
    _CIS,
    {"cis": ("cis", "code_cis"), "cip7": ("cip7",), "label": ("presentation", "libelle"), "cip13": ("cip13",)},
    (0, 1, 2, 6),
    filled=2,
)

_TABLES = (
    "CREATE TABLE drug (cis INTEGER PRIMARY KEY, name TEXT, form TEXT, routes TEXT, atc TEXT, lent INTEGER, "
    "marketed INTEGER, homeopathic INTEGER)",
    "CREATE TABLE substance (cis INTEGER, key TEXT, PRIMARY KEY (cis, key)) WITHOUT ROWID",
    "CREATE TABLE name (key TEXT, cis INTEGER, molecule INTEGER, PRIMARY KEY (key, cis)) WITHOUT ROWID",
    "CREATE TABLE near (part TEXT, key TEXT, PRIMARY KEY (part, key)) WITHOUT ROWID",
    "CREATE TABLE pack (cip13 TEXT PRIMARY KEY, cip7 TEXT, cis INTEGER, label TEXT)",
)
_AGREEING = 0.9
"""Share of the drugs of one composition and route that must have a code before it is lent to the others."""
_PARENTERAL = ("intraveineuse", "intramusculaire", "sous-cutanee", "perfusion", "injectable")
_ATC = re.compile(r"[A-Z]\d{2}[A-Z]{2}\d{2}")


@dataclass(slots=True)
class _Drug:
    name: str
    form: str
    routes: str
    homeopathic: bool
    marketed: bool
    substances: frozenset[str] = frozenset()
    atc: str | None = None
    lent: bool = False
    parts: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))


def fill(db: sqlite3.Connection, bundle: Bundle) -> tuple[int, Iterable[Tally]]:
    """Read the five files and write the tables; how many drugs there are, and what became of every line."""
    tallies: list[Tally] = []
    drugs = _read_drugs(bundle, tallies)
    groups = _read_generics(bundle, tallies, drugs)
    _lend_codes(drugs, groups)
    for table in _TABLES:
        db.execute(table)
    db.executemany(
        "INSERT INTO drug VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (int(cis), one.name, one.form, one.routes, one.atc, one.lent, one.marketed, one.homeopathic)
            for cis, one in drugs.items()
        ),
    )
    db.executemany(
        "INSERT INTO substance VALUES (?, ?)", ((int(cis), key) for cis, one in drugs.items() for key in one.substances)
    )
    brands, made_of = _names(drugs)
    for molecule, names in enumerate((brands, made_of)):
        db.executemany(
            "INSERT INTO name VALUES (?, ?, ?)",
            ((key, int(cis), molecule) for key, held in names.items() for cis in held),
        )
        db.executemany("INSERT OR IGNORE INTO near VALUES (?, ?)", _near_parts(names))
    db.executemany("INSERT OR IGNORE INTO pack VALUES (?, ?, ?, ?)", _read_packs(bundle, tallies, drugs))
    db.execute("CREATE INDEX drug_atc ON drug (atc)")
    return len(drugs), tallies


def near_parts(word: str) -> tuple[str, str]:
    """What a word and another one slip away from it have in common: its first or its last four letters."""
    return f"<{word[:4]}", f">{word[-4:]}"


def _read_drugs(bundle: Bundle, tallies: list[Tally]) -> dict[str, _Drug]:
    blob = bundle.need(SPECIALITIES)
    tallies.append(tally_of(blob))
    drugs = {
        cis: _Drug(name, form, routes, "homeo" in fold(procedure), not fold(marketed).startswith("non"))
        for cis, name, form, routes, procedure, marketed in rows(blob, SPECIALITIES, tallies[-1])
    }
    blob = bundle.need(COMPOSITIONS)
    tallies.append(tally_of(blob))
    for cis, substance, nature, link in _known(rows(blob, COMPOSITIONS, tallies[-1]), drugs, tallies[-1]):
        drugs[cis].parts[link].append((nature, substance_key(substance)))
    for one in drugs.values():
        one.substances = frozenset(filter(None, map(_base, one.parts.values())))
    blob = bundle.need(ATC_CODES)
    tallies.append(tally_of(blob))
    for cis, atc in _known(rows(blob, ATC_CODES, tallies[-1]), drugs, tallies[-1]):
        drugs[cis].atc = atc if _ATC.fullmatch(atc) else None
    return drugs


def _base(parts: Iterable[tuple[str, str]]) -> str:
    """The molecule: the therapeutic fraction (FT) where one is told, else the active substance (SA)."""
    by_nature = dict(parts)
    return by_nature.get("FT") or by_nature.get("SA", "")


def _known(found: Iterator[tuple[str, ...]], drugs: Mapping[str, _Drug], tally: Tally) -> Iterator[tuple[str, ...]]:
    for row in found:
        if row[0] in drugs:
            yield row
        else:
            tally.refuse(Reason.UNKNOWN, tally.lines)


def _read_generics(bundle: Bundle, tallies: list[Tally], drugs: Mapping[str, _Drug]) -> Mapping[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    blob = bundle.find(GENERICS)
    if blob is not None:
        tallies.append(tally_of(blob))
        for group, cis in rows(blob, GENERICS, tallies[-1]):
            if cis in drugs:
                groups[group].append(cis)
            else:
                tallies[-1].refuse(Reason.UNKNOWN, tallies[-1].lines)
    return groups


def _read_packs(
    bundle: Bundle, tallies: list[Tally], drugs: Mapping[str, _Drug]
) -> Iterator[tuple[str, str, int, str]]:
    blob = bundle.find(PACKS)
    if blob is not None:
        tallies.append(tally_of(blob))
        for cis, cip7, label, cip13 in _known(rows(blob, PACKS, tallies[-1]), drugs, tallies[-1]):
            yield cip13, cip7, int(cis), label


def _lend_codes(drugs: Mapping[str, _Drug], groups: Mapping[str, list[str]]) -> None:
    """The official list codes about half the drugs; those of the same generic group or make-up share the code."""
    alike: dict[object, list[str]] = defaultdict(list)
    for cis, one in drugs.items():
        if one.substances and not one.homeopathic:
            alike[one.substances, _route(one.routes)].append(cis)
    official = {cis: one.atc for cis, one in drugs.items() if one.atc}
    for members in [*groups.values(), *alike.values()]:
        codes = Counter(official[cis] for cis in members if cis in official)
        code, votes = codes.most_common(1)[0] if codes else ("", 0)
        if code and votes >= _AGREEING * codes.total():
            for cis in members:
                if drugs[cis].atc is None:
                    drugs[cis].atc, drugs[cis].lent = code, True


def _route(routes: str) -> str:
    first = fold(routes.split(";", 1)[0])
    return "parenteral" if any(word in first for word in _PARENTERAL) else first


def _names(drugs: Mapping[str, _Drug]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Brands and make-ups, each with the drugs that it may stand for.

    A drug is called by the first words of its name as far as all so called share a substance ("Augmentin" for
    AUGMENTIN ADULTES), and by its substances.
    """
    starts: dict[str, list[str]] = defaultdict(list)
    made_of: dict[str, list[str]] = defaultdict(list)
    for cis, one in drugs.items():
        if one.homeopathic:
            continue
        brand = words(before_strength(one.name))
        for length in range(1, len(brand) + 1):
            starts[" ".join(brand[:length])].append(cis)
        made_of[" ".join(sorted({word for key in one.substances for word in key.split()}))].append(cis)
    made_of.pop("", None)
    brands = {
        key: held
        for key, held in starts.items()
        if key not in made_of and _is_a_name(key, [drugs[cis] for cis in held])
    }
    return brands, made_of


def _is_a_name(key: str, held: list[_Drug]) -> bool:
    last = key.rsplit(" ", 1)[-1]
    if len(key) < 3 or len(last) < 2 or last.isdigit():
        return False
    return bool(frozenset.intersection(*(one.substances for one in held)))


def _near_parts(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        if len(name) >= 6 and name.isalpha():
            for part in near_parts(name):
                yield part, name
