"""What codes on French documents say, by the published formats; every person and number here is invented."""

from __future__ import annotations

import pytest

from ingestion.barcodes.gs1 import parse_ean13, parse_gs1
from ingestion.barcodes.ins import parse_ins
from ingestion.barcodes.two_d_doc import parse_two_d_doc

GS = "\x1d"
HEADER = "IS01" + "0" * 22
IDENTITY = {
    "ins": "253121234567890",
    "ins_oid": "1.2.250.1.213.1.4.8",
    "given_names": "MARIE JEANNE",
    "birth_name": "D'ARC-DURAND",
    "sex": "F",
    "birth_place_insee": "63220",
    "birth_date": "1953-12-25",
}


@pytest.mark.parametrize(
    "blocks",
    [
        f"S1253121234567890S21.2.250.1.213.1.4.8{GS}S3MARIE JEANNE{GS}S4D'ARC-DURAND{GS}S5FS625-12-1953S763220",
        f"S1253121234567890S21.2.250.1.213.1.4.8{GS}S3MARIE JEANNE{GS}S5FS625-12-1953S763220S4D'ARC-DURAND",
    ],
    ids=["in order", "the name last, without a separator"],
)
def test_an_ins_code_gives_the_identity(blocks: str) -> None:
    assert parse_ins(HEADER + blocks) == IDENTITY


def test_a_block_of_full_length_has_no_separator() -> None:
    identity = parse_ins(f"{HEADER}S1253121234567890S21.2.250.1.213.1.4.99S3{'A' * 100}S4DURAND{GS}S5F")
    assert identity is not None
    assert (identity["ins_oid"], len(identity["given_names"]), identity["birth_name"]) == (
        "1.2.250.1.213.1.4.99",
        100,
        "DURAND",
    )


def test_a_birth_date_that_no_calendar_has_is_left_out() -> None:
    assert parse_ins(f"{HEADER}S631-02-1990S5M") == {"sex": "M"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "IS01",
        HEADER,
        HEADER + "S9inconnu",
        HEADER + "S5FS5M",
        HEADER + "S125",
        HEADER + "S3" + GS,
        "IS02" + "0" * 40,
    ],
)
def test_what_is_no_whole_ins_code_is_not_read_as_one(text: str) -> None:
    assert parse_ins(text) is None


def test_a_box_of_medicine_gives_its_cip13_batch_expiry_and_serial() -> None:
    assert parse_gs1(f"010340093000012{_key('0340093000012')}1727050010AB12C{GS}21SN1") == {
        "gtin": "0340093000012" + _key("0340093000012"),
        "cip13": "340093000012" + _key("0340093000012"),
        "batch": "AB12C",
        "expiry_date": "2027-05-31",
        "serial": "SN1",
    }


def _key(digits: str) -> str:
    weighed = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(digits))
    return str(-weighed % 10)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0103400930000121", {}),  # the key is wrong
        ("17271301", {}),
        ("10LOT\x1d999MORE\x1d21SN", {"batch": "LOT"}),
        ("01034", {}),
        ("21", {}),
        ("", {}),
    ],
)
def test_what_cannot_be_told_apart_is_not_guessed(text: str, values: dict[str, str]) -> None:
    assert parse_gs1(text) == values


def test_an_ean_13_of_another_country_is_no_cip() -> None:
    assert parse_ean13("4006381333931") == {"gtin": "04006381333931"}


def test_the_header_of_a_2d_doc_is_read() -> None:
    assert parse_two_d_doc("DC04FR0000011E581E58B201FRF0DEPOTHPRIM") == {
        "version": "04",
        "certificate_authority": "FR00",
        "certificate": "0001",
        "issue_date": "2021-04-08",
        "signature_date": "2021-04-08",
        "document_type": "B2",
        "perimeter": "01",
        "country": "FR",
    }
    older = parse_two_d_doc("DC02ANTSXT4AFFFF1E6D01")
    assert older is not None
    assert (older["document_type"], older["signature_date"], "issue_date" in older) == ("01", "2021-04-29", False)


@pytest.mark.parametrize("text", ["", "DC", "DC09FR0000011E581E58B201FR", "DC04FR00", "XX02ANTSXT4AFFFF1E6D01"])
def test_what_is_no_2d_doc_is_not_read_as_one(text: str) -> None:
    assert parse_two_d_doc(text) is None
