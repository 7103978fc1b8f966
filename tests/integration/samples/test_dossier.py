"""A whole dossier on disk: it opens, it can be repeated, and its truth stands in its text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageOps

from records.catalogue import catalogue
from records.errors import InvalidRequest
from records.serial import Json
from samples import FORMS, write_dossier, write_first_run
from samples.case import stories
from samples.truth import DOCUMENT_TYPES

FICTION = re.compile(r"(?:01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")
PHONE = re.compile(r"(?<![\d ])0\d(?: \d\d){4}(?![ ]?\d)")


@pytest.fixture(scope="module")
def texts_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every story twice, as plain text."""
    folder = tmp_path_factory.mktemp("texts")
    write_dossier(folder, patients=2 * len(stories()), seed=5, forms=("text",))
    return folder


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first_run")
    write_first_run(folder)
    return folder


def rows(folder: Path, name: str) -> dict[str, Json]:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def grounded(value: object) -> Iterator[Json]:
    """Every object of a record that quotes the text."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for inner in value.values():
            yield from grounded(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from grounded(inner)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", ["texts_only", "first_run"])
def test_every_quote_stands_at_its_place(name: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(name)
    texts, truth = rows(folder, "texts.jsonl"), rows(folder, "truth.jsonl")
    assert texts.keys() == truth.keys()
    for document_id, record in truth.items():
        quotes = list(grounded(record))
        assert len(quotes) > 3
        for quote in quotes:
            assert texts[document_id]["text"][quote["start"] : quote["end"]] == quote["quote"]


def test_truth_covers_every_group_and_every_kind(texts_only: Path) -> None:
    truth = rows(texts_only, "truth.jsonl").values()
    assert {record["kind"] for record in truth} == set(DOCUMENT_TYPES)
    for group in ("conditions", "allergies", "medications", "vitals", "labs", "procedures", "obstetrics"):
        assert any(record[group] for record in truth), group
    for group in ("document", "patient", "encounter", "lifestyle"):
        leaves = {leaf for record in truth for leaf in record[group]}
        for leaf in leaves:
            assert any(record[group].get(leaf) for record in truth), f"{group}.{leaf}"
    assertions = {condition["assertion"] for record in truth for condition in record["conditions"]}
    assert assertions == {"present", "absent", "possible", "history", "family"}
    statuses = {medication["status"] for record in truth for medication in record["medications"]}
    assert {"home", "stay", "discharge", "stopped"} <= statuses


def test_truth_speaks_the_words_of_the_catalogue(texts_only: Path) -> None:
    specs = catalogue()
    for record in rows(texts_only, "truth.jsonl").values():
        for group in ("patient", "encounter", "document", "lifestyle", "obstetrics"):
            for leaf, held in record[group].items():
                spec = specs[f"{group}.{leaf}"]
                value = held["value"] if isinstance(held, dict) else held
                if value is not None and spec.values:
                    assert value in spec.values, spec.name
                if isinstance(value, int | float):
                    assert spec.allows(value), spec.name
        for vital in record["vitals"]:
            assert specs[f"vitals.{vital['name']}"].allows(vital["value"]), vital["name"]
        for medication in record["medications"]:
            assert medication["status"] in specs["medications.status"].values
            assert medication["route"] is None or medication["route"] in specs["medications.route"].values


def test_no_telephone_number_can_ring(texts_only: Path) -> None:
    for row in rows(texts_only, "texts.jsonl").values():
        numbers = PHONE.findall(row["text"])
        assert all(FICTION.fullmatch(number) for number in numbers), row["id"]
        assert "$" not in row["text"] and "@" not in row["text"] and "//" not in row["text"]


def test_the_letters_are_those_of_every_pdf_reader(texts_only: Path) -> None:
    for row in rows(texts_only, "texts.jsonl").values():
        row["text"].encode("cp1252")


def test_the_text_layer_is_the_text(tmp_path: Path) -> None:
    write_dossier(tmp_path, patients=len(stories()), seed=11, forms=("pdf",))
    for document_id, row in rows(tmp_path, "texts.jsonl").items():
        with pypdfium2.PdfDocument(tmp_path / f"{document_id}.pdf") as document:
            layer = "".join(page.get_textpage().get_text_range() for page in document)
        assert squeezed(layer) == squeezed(row["text"]), document_id


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_people(tmp_path: Path) -> None:
    for name, seed, forms in (("first", 3, FORMS), ("again", 3, FORMS), ("other", 4, ("text",))):
        write_dossier(tmp_path / name, patients=1, seed=seed, forms=forms)
    first, again = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("first", "again")
    )
    assert first == again
    names = [
        {record["patient"]["last_name"]["value"] for record in rows(tmp_path / name, "truth.jsonl").values()}
        for name in ("first", "other")
    ]
    assert names[0] != names[1]


def test_the_first_run_is_small_and_shows_every_form(first_run: Path) -> None:
    texts = rows(first_run, "texts.jsonl")
    assert 6 <= len(texts) <= 8
    assert {row["form"] for row in texts.values()} >= {"pdf", "scan", "fax", "photo", "text"}
    assert sum(row["text"].count("Page ") for row in texts.values()) <= 12
    assert len({row["text"].split("IPP")[0] for row in texts.values()}) > 1


def test_every_image_opens(first_run: Path) -> None:
    photo = next(first_run.glob("*.jpg"))
    with Image.open(photo) as image:
        upright = ImageOps.exif_transpose(image)
        assert upright.height > upright.width
    with Image.open(next(first_run.glob("*.tif"))) as image:
        assert image.mode == "1"
        assert image.info["compression"] == "group4"
        assert image.info["dpi"][0] == 204
    for file in first_run.glob("*-scan.pdf"):
        with pypdfium2.PdfDocument(file) as document:
            assert document[0].get_textpage().get_text_range().strip() == ""


@pytest.mark.parametrize("wrong", [{"patients": 0}, {"forms": ("papyrus",)}, {"forms": ()}])
def test_a_wrong_wish_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest):
        write_dossier(tmp_path, **wrong)  # type: ignore[arg-type]
