"""`anamnese sample`: documents of fictitious patients, with known truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.messages import say
from cli.progress import Progress


def command(
    folder: Annotated[Path, typer.Argument(help="Where to write; made if it is not there.", file_okay=False)],
    patients: Annotated[int, typer.Option(min=1, help="How many fictitious patients.")] = 3,
    seed: Annotated[int, typer.Option(help="The same seed gives the same documents.")] = 1,
) -> None:
    """Write a dossier of fictitious patients: PDF, scans, faxes, photos and text, with truth.jsonl beside them."""
    from samples import write_dossier

    with Progress() as progress:
        write_dossier(folder, patients=patients, seed=seed, on_document=progress.show)
    count = sum(1 for path in folder.rglob("*") if path.is_file())
    say(f"{count} fichiers écrits dans {folder}", f"{count} files written to {folder}")
