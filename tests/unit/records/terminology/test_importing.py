"""Official files come in many wrappings and with broken lines; an import is whole or has not happened."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from pathlib import Path

import pytest

from records.errors import (
    DamagedFile,
    NotThisTerminology,
    TerminologyFileMissing,
    TerminologyNotImported,
    TooManyBadLines,
)
from records.terminology.imported import Terminologies
from records.terminology.importing import import_terminology
from records.terminology.kinds import ABOUT, Kind
from tests.official_terminologies import DISEASES, SPECIALITIES, write_ansm, write_bdpm, write_cim10, write_loinc


@pytest.fixture
def library(tmp_path: Path) -> Terminologies:
    return Terminologies(tmp_path / "home")


def atc_of(library: Terminologies, drug: str) -> str | None:
    found = library.drugs.resolve(drug) if library.drugs else None
    return found.atc if found else None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_files_of_any_encoding_are_read(library: Terminologies, tmp_path: Path, encoding: str) -> None:
    source = import_terminology(library, Kind.BDPM, write_bdpm(tmp_path / "bdpm", encoding=encoding))
    assert source.entries == len(SPECIALITIES)
    assert atc_of(library, "paracétamol") == "N02BE01"


def test_one_line_in_another_encoding_does_not_spoil_the_rest(library: Terminologies, tmp_path: Path) -> None:
    folder = write_bdpm(tmp_path / "bdpm", encoding="utf-8")
    with (folder / "CIS_bdpm.txt").open("ab") as file:
        name = "PÉNICILLINE G, poudre".encode("cp1252")
        file.write(b"65555555\t" + name + b"\tpoudre\torale\tactive\tNationale\tCommercialis\xe9e\t\t\t\t\t\n")
    import_terminology(library, Kind.BDPM, folder)
    assert library.drugs is not None
    assert atc_of(library, "paracétamol") == "N02BE01"
    assert library.drugs.pack("3494980") is not None


@pytest.mark.parametrize("wrapping", ["folder", "zip", "gzip", "one file"])
def test_a_folder_an_archive_and_one_file_of_several_are_the_same(
    library: Terminologies, bdpm: Path, tmp_path: Path, wrapping: str
) -> None:
    given = bdpm
    if wrapping == "zip":
        given = tmp_path / "bdpm.zip"
        with zipfile.ZipFile(given, "w") as archive:
            for file in bdpm.iterdir():
                archive.write(file, f"fichiers/{file.name}")
        shutil.rmtree(bdpm)
    elif wrapping == "gzip":
        for file in list(bdpm.iterdir()):
            (bdpm / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
            file.unlink()
    elif wrapping == "one file":
        given = bdpm / "CIS_bdpm.txt"
    assert import_terminology(library, Kind.BDPM, given).entries == len(SPECIALITIES)
    assert atc_of(library, "Kardegic") == "B01AC06"


def test_columns_are_found_by_their_headings_in_any_order(library: Terminologies, tmp_path: Path) -> None:
    path = tmp_path / "codes.tsv"
    path.write_text("Libellé long\tx\tcode\tlibelle_court\nCholéra\t\tA00\tCHOLERA\n", encoding="utf-8")
    import_terminology(library, Kind.CIM10, path)
    assert library.diseases is not None
    assert library.diseases.resolve("choléra").code == "A00"  # type: ignore[union-attr]


def test_lines_left_out_are_counted_with_their_reason_and_place(library: Terminologies, bdpm: Path) -> None:
    with (bdpm / "CIS_bdpm.txt").open("ab") as file:
        file.write(b"6555\tNOM, form\tf\tv\ta\tp\tc\r\n\r\n62999999\tcoup")
    source = import_terminology(library, Kind.BDPM, bdpm)
    (names,) = [file for file in source.files if file.name == "CIS_bdpm.txt"]
    assert names.refused == {"code": 1, "columns": 1}
    assert names.first_bad == len(SPECIALITIES) + 1
    (generics,) = [file for file in source.files if file.name == "CIS_GENER_bdpm.txt"]
    assert generics.refused == {"unknown": 1}


def test_a_damaged_file_is_refused_with_the_first_bad_line(library: Terminologies, tmp_path: Path) -> None:
    path = write_cim10(tmp_path)
    path.write_bytes(path.read_bytes() + b"?????|0|x|0||\r\n" * 6)
    with pytest.raises(TooManyBadLines) as refused:
        import_terminology(library, Kind.CIM10, path)
    assert refused.value.details == {
        "file": path.name,
        "bad": 6,
        "lines": len(DISEASES) + 6,
        "example": len(DISEASES) + 1,
    }
    assert library.sources() == ()


def test_a_truncated_wrapping_is_refused(library: Terminologies, tmp_path: Path) -> None:
    whole = gzip.compress(write_cim10(tmp_path).read_bytes())
    path = tmp_path / "cim10.tsv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedFile):
        import_terminology(library, Kind.CIM10, path)
    archive = tmp_path / "bdpm.zip"
    with zipfile.ZipFile(archive, "w") as written:
        for file in write_bdpm(tmp_path / "bdpm").iterdir():
            written.write(file, file.name)
    archive.write_bytes(archive.read_bytes().replace(b"DOLIPRANE", b"DOLIPRANT"))
    with pytest.raises(DamagedFile):
        import_terminology(library, Kind.BDPM, archive)
    assert library.sources() == ()


def test_another_terminologys_file_is_refused_and_what_was_there_stays(library: Terminologies, tmp_path: Path) -> None:
    import_terminology(library, Kind.CIM10, write_cim10(tmp_path))
    with pytest.raises(NotThisTerminology, match="expected: code"):
        import_terminology(library, Kind.CIM10, write_loinc(tmp_path))
    empty = tmp_path / "empty.txt"
    empty.touch()
    with pytest.raises(NotThisTerminology):
        import_terminology(library, Kind.CIM10, empty)
    assert library.diseases is not None
    assert [source.entries for source in library.sources()] == [len(DISEASES)]
    assert [path.name for path in library.folder.iterdir()] == ["cim10.sqlite3"]


def test_a_set_of_files_that_lacks_one_is_refused_by_its_name(library: Terminologies, bdpm: Path) -> None:
    (bdpm / "CIS_COMPO_bdpm.txt").unlink()
    with pytest.raises(TerminologyFileMissing, match=r"CIS_COMPO_bdpm\.txt"):
        import_terminology(library, Kind.BDPM, bdpm)


def test_generic_groups_and_packs_may_be_missing(library: Terminologies, bdpm: Path) -> None:
    for name in ("CIS_GENER_bdpm.txt", "CIS_CIP_bdpm.txt"):
        (bdpm / name).unlink()
    assert len(import_terminology(library, Kind.BDPM, bdpm).files) == 3


def test_an_unknown_level_is_no_interaction(library: Terminologies, tmp_path: Path) -> None:
    path = write_ansm(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write("IBUPROFENE\tLITHIUM\tgrave\tx\ty\n")
    assert import_terminology(library, Kind.ANSM, path).files[0].refused == {"code": 1}


def test_a_new_import_is_seen_by_whoever_has_the_old_one_open(
    library: Terminologies, bdpm: Path, tmp_path: Path
) -> None:
    import_terminology(library, Kind.BDPM, bdpm)
    before = library.drugs
    assert before is library.drugs
    other = Terminologies(library.folder.parent)
    (bdpm / "CIS_MITM.txt").write_text("60234100\tN02BE51\tx\tx\n")
    import_terminology(other, Kind.BDPM, bdpm)
    assert atc_of(library, "Doliprane") == "N02BE51"
    assert before is not None
    assert before.resolve("Doliprane").atc == "N02BE01"  # type: ignore[union-attr]
    library.remove(Kind.BDPM)
    assert library.drugs is None
    with pytest.raises(TerminologyNotImported):
        library.remove(Kind.BDPM)


def test_a_file_of_another_format_counts_as_not_imported(library: Terminologies) -> None:
    library.folder.mkdir(parents=True)
    library.file(Kind.BDPM).write_bytes(b"not a database" * 100)
    assert library.drugs is None
    assert library.sources() == ()


def test_the_edition_is_the_persons_else_the_date_in_the_files_name(library: Terminologies, tmp_path: Path) -> None:
    assert import_terminology(library, Kind.ANSM, write_ansm(tmp_path)).edition == "2023-09-15"
    assert import_terminology(library, Kind.ANSM, write_ansm(tmp_path), "septembre 2023").edition == "septembre 2023"
    assert import_terminology(library, Kind.LOINC, write_loinc(tmp_path)).edition is None
    assert [source.kind for source in library.sources()] == [Kind.LOINC, Kind.ANSM]


def test_the_french_variant_of_loinc_names_what_regenstrief_ranks(library: Terminologies, tmp_path: Path) -> None:
    folder = tmp_path / "loinc"
    folder.mkdir()
    write_loinc(folder)
    (folder / "frFR18LinguisticVariant.csv").write_text(
        "LOINC_NUM,COMPONENT,PROPERTY,SYSTEM,LONG_COMMON_NAME\n777-3,Plaquettes,Nombre/Volume,Sang,\n", encoding="utf-8"
    )
    import_terminology(library, Kind.LOINC, folder)
    assert library.analytes is not None
    for name in ("plaquettes", "platelets"):
        assert library.analytes.resolve(name, "10*9/L").code == "777-3"  # type: ignore[union-attr]


def test_a_table_of_french_labels_is_enough_for_loinc(library: Terminologies, tmp_path: Path) -> None:
    path = tmp_path / "subset.tsv"
    path.write_text(
        "loinc\tlibelle_fr\tn\n22664-7\tUrée [Moles/Volume] Sérum/Plasma ; Numérique\t9\n", encoding="utf-8"
    )
    import_terminology(library, Kind.LOINC, path)
    assert library.analytes is not None
    assert library.analytes.resolve("urée", "mmol/L").code == "22664-7"  # type: ignore[union-attr]


def test_every_kind_is_told_about_in_both_languages() -> None:
    assert set(ABOUT) == set(Kind)
    assert all(label.fr and label.en for about in ABOUT.values() for label in (about.title, about.licence))
