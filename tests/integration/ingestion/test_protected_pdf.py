"""PDFs that ask for a password: three lines of an invented report, protected by qpdf in the usual ways."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ingestion import read_file, unlocked
from ingestion.worker import Unlocking
from records.errors import EncryptedFile, UnsupportedFile, WrongPassword

FOLDER = Path(__file__).with_name("protected")
ANAMNESE = str(Path(sys.executable).with_name("anamnese"))


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("aes256.pdf", "Éloïse 1982"),
        ("aes256.pdf", "propriétaire"),
        ("aes128.pdf", "secret"),
        ("aes128.pdf", "maitre"),
        ("rc4.pdf", "Hélène"),
    ],
)
def test_the_user_s_and_the_owner_s_password_open_it(name: str, password: str) -> None:
    with pytest.raises(EncryptedFile):
        read_file(FOLDER / name)
    assert "Basile Tournier, 58 ans" in read_file(FOLDER / name, password=password).text


def test_a_file_that_only_restricts_what_its_reader_may_do_is_read() -> None:
    assert "Basile Tournier" in read_file(FOLDER / "owner_only.pdf").text


@pytest.mark.parametrize("password", ["", "Eloise 1982", "x" * 10_000])
def test_a_wrong_password_is_said_to_be_wrong(password: str) -> None:
    with pytest.raises(WrongPassword):
        read_file(FOLDER / "aes256.pdf", password=password)


def test_the_copy_without_protection_is_the_same_each_time(tmp_path: Path) -> None:
    copies = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        copies.append(unlocked(FOLDER / "aes256.pdf", "Éloïse 1982", tmp_path / name).read_bytes())
    assert copies[0] == copies[1]
    assert read_file(tmp_path / "one" / "unlocked.pdf").pages[0].text.startswith("Compte rendu")


def test_only_a_pdf_can_be_unlocked(tmp_path: Path) -> None:
    letter = tmp_path / "lettre.txt"
    letter.write_text("Compte rendu")
    with pytest.raises(UnsupportedFile):
        unlocked(letter, "secret", tmp_path)


def test_nothing_of_the_readable_copy_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read_file(FOLDER / "rc4.pdf", password="Hélène")
    assert list(tmp_path.iterdir()) == []


def test_the_password_is_in_no_repr(tmp_path: Path) -> None:
    from ingestion import Limits

    assert "secret" not in repr(Unlocking("a.pdf", "secret", "b.pdf", str(tmp_path), Limits()))


def test_the_command_line_asks_for_the_password_and_never_takes_it_as_an_argument() -> None:
    run = subprocess.run(
        [ANAMNESE, "read", "--password", str(FOLDER / "rc4.pdf")],
        input="Hélène\n",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0
    assert "Basile Tournier" in run.stdout
    assert "Hélène" not in run.stdout + run.stderr
