"""Messages of HL7 v2: taken apart again they hold what went in, whatever signs the document has."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.exchange.hl7v2.messages import mdm, oru
from records.exchange.hl7v2.segments import escaped
from records.exchange.source import Establishment, Source

Paper = Callable[..., Source]
ESTABLISHMENT = Establishment(ipp_system="urn:oid:1.2.250.1.999")


def segments(message: str) -> dict[str, list[list[str]]]:
    """Fields of each segment by their number (MSH counted as HL7 counts it)."""
    found: dict[str, list[list[str]]] = {}
    for line in message.split("\r")[:-1]:
        name, *fields = line.split("|")
        found.setdefault(name, []).append([name, *(["|"] if name == "MSH" else []), *fields])
    return found


def unescaped(text: str) -> str:
    for sign, written in (("\n", ".br"), ("|", "F"), ("^", "S"), ("&", "T"), ("~", "R")):
        text = text.replace(f"\\{written}\\", sign)
    return text.replace("\\E\\", "\\")


@pytest.fixture
def report(paper: Paper) -> Source:
    """A report with a name that HL7 would take for structure."""
    return paper(
        ("document.type", "hospital_report"),
        ("patient.last_name", "D'A|B^C&D~E\\F"),
        ("patient.first_name", "Odile"),
        ("patient.ipp", "123"),
        ("patient.nir", "255031412345678"),
        ("vitals.temperature_c", 38.4, {"unit": "Cel"}),
        (
            "labs",
            120,
            {"analyte": "CRP", "code": "loinc 1988-5", "unit": "mg/L", "flag": "high", "reference_range": "<5"},
        ),
        ("labs", "negative", {"analyte": "ECBU"}),
        ("labs", 3, {"analyte": "d'un frère", "assertion": "family"}),
    )


def test_the_document_travels_in_its_own_component(report: Source) -> None:
    """Base64 anywhere but in OBX-5.5 is refused by receivers."""
    found = segments(mdm(report, b"%PDF-1.7 \x00", ESTABLISHMENT))
    (obx,) = found["OBX"]
    empty, media, subtype, encoding, data = obx[5].split("^")
    assert (empty, media, subtype, encoding) == ("", "application", "pdf", "Base64")
    assert base64.b64decode(data, validate=True) == b"%PDF-1.7 \x00"
    assert list(found) == ["MSH", "EVN", "PID", "PV1", "TXA", "OBX"]
    assert found["MSH"][0][9] == "MDM^T02^MDM_T02"
    assert (found["TXA"][0][2], found["TXA"][0][17]) == ("DS", "DO")


def test_each_result_is_a_segment(report: Source) -> None:
    found = segments(oru(report, ESTABLISHMENT))
    assert [(one[2], one[3], one[5], one[6], one[8]) for one in found["OBX"]] == [
        ("NM", "8310-5^Température^LN", "38.4", "Cel^^UCUM", ""),
        ("NM", "1988-5^CRP^LN", "120", "mg/L^^UCUM", "H"),
        ("ST", "ECBU^ECBU^L", "negative", "", ""),
    ]
    assert found["MSH"][0][12] == "2.5"


def test_only_what_a_person_confirmed_is_final(paper: Paper) -> None:
    temperature = ("vitals.temperature_c", 38.4, {"unit": "Cel", "by": "Dr Ravenel"})
    crp = ("labs", 120, {"analyte": "CRP"})
    for told, results, order in (
        ((temperature,), ["F"], "F"),
        ((temperature, crp), ["F", "R"], "R"),
        ((crp,), ["R"], "R"),
    ):
        found = segments(oru(paper(*told), ESTABLISHMENT))
        assert ([one[11] for one in found["OBX"]], found["OBR"][0][25]) == (results, order)


def test_names_and_numbers_stand_apart(report: Source) -> None:
    (pid,) = segments(oru(report, ESTABLISHMENT))["PID"]
    assert pid[3] == "123^^^&1.2.250.1.999&ISO^PI~255031412345678^^^^NNFRA"
    assert [unescaped(part) for part in pid[5].split("^")[:2]] == ["D'A|B^C&D~E\\F", "Odile"]


def test_a_message_sent_twice_has_one_control_id(report: Source) -> None:
    assert oru(report, ESTABLISHMENT) == oru(report, ESTABLISHMENT)
    ids = {segments(one)["MSH"][0][10] for one in (oru(report, ESTABLISHMENT), mdm(report, b"", ESTABLISHMENT))}
    assert len(ids) == 2


@given(st.text())
def test_no_text_breaks_out_of_its_field(text: str) -> None:
    sent = escaped(text)
    assert not set("|^~&\r\n") & set(sent)
    assert sent.count("\\") % 2 == 0


@given(st.text(alphabet="aé|^&~\\\n E.br"))
def test_what_is_escaped_can_be_read_again(text: str) -> None:
    back, rest = "", escaped(text)
    while rest:
        if rest[0] == "\\":
            sign, _, rest = rest[1:].partition("\\")
            back += unescaped(f"\\{sign}\\")
        else:
            back, rest = back + rest[0], rest[1:]
    assert back == text
