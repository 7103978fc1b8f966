"""`anamnese import-fhir`: the fields of a bundle that was exported here."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.messages import ExitCode, say, say_error
from records.errors import NotThisBundle
from records.exchange.fhir.read_back import read_bundle
from records.serial import field_to_json


def command(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A FHIR Bundle.", exists=True, dir_okay=False)],
) -> None:
    """Print the fields of each document in the bundle, one JSON object a document, as they were when it was made.

    Says on standard error which resources were not understood or were changed on the way. Exit code 1 when it is no
    bundle of this service, or when something was left out or changed.
    """
    try:
        found = read_bundle(_loaded(bundle.read_text(encoding="utf-8-sig")))
    except (NotThisBundle, ValueError, RecursionError):
        say_error(str(bundle), NotThisBundle())
        raise typer.Exit(ExitCode.SOME_FILES_FAILED) from None
    for document in found.documents:
        fields = [field_to_json(field) for field in document.fields]
        print(json.dumps({"document": document.reference, "fields": fields}, ensure_ascii=False))
    for kind, count in found.left_out.items():
        say(f"{count} × {kind} : d'un autre système, non repris", f"{count} × {kind}: of another system, left out")
    for reference in found.changed:
        say(f"{reference} : modifié depuis l'export", f"{reference}: changed since the export")
    raise typer.Exit(ExitCode.SOME_FILES_FAILED if found.left_out or found.changed else ExitCode.OK)


def _loaded(written: str) -> Any:
    """Raises ValueError for JSON that can be read in two ways, or holds what no text and no number can be."""
    data = json.loads(written, object_pairs_hook=_once, parse_float=_finite, parse_constant=_finite)
    json.dumps(data, ensure_ascii=False).encode()  # half a character has no UTF-8
    return data


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(members)
    if len(data) != len(members):
        raise ValueError
    return data


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError
    return number
