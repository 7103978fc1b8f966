"""`anamnese terminology`: official code lists that the hospital imports. Nothing here reaches for the network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.messages import ExitCode, language, say, say_error
from records.errors import AnamneseError, TerminologyNotImported
from records.terminology.kinds import ABOUT, Kind

if TYPE_CHECKING:
    from records.terminology.compiled import Source
    from records.terminology.imported import Terminologies
    from records.terminology.interactions import Interaction

app = typer.Typer(help="Official terminologies: import, list, find, interactions, remove.", no_args_is_help=True)

KindOf = Annotated[Kind, typer.Argument(help="bdpm, cim10, loinc, ccam or ansm (drug interactions).")]


@app.command("import")
def import_files(
    kind: KindOf,
    path: Annotated[
        Path, typer.Argument(help="The official file, a folder or a zip archive with the official files.", exists=True)
    ],
    edition: Annotated[str | None, typer.Option(help="The publisher's date or version, as it is to be cited.")] = None,
) -> None:
    """Import a terminology, in place of an older import of it. A file that is refused changes nothing."""
    from records.terminology.importing import import_terminology

    try:
        source = import_terminology(_library(), kind, path, edition)
    except AnamneseError as error:
        raise _refused(str(path), error) from None
    _say_imported(source)


@app.command("list")
def show() -> None:
    """Print what is imported: kind, edition, entries, day of import."""
    for source in _library().sources():
        print(
            source.kind.value,
            source.edition or "-",
            source.entries,
            source.imported_at.date().isoformat(),
            ABOUT[source.kind].title.in_language(language()),
            sep="\t",
        )


@app.command("remove")
def remove(kind: KindOf) -> None:
    """Forget an imported terminology. Codes that documents were given with it stay."""
    try:
        _library().remove(kind)
    except AnamneseError as error:
        raise _refused(kind.value, error) from None


@app.command("find")
def find(
    kind: KindOf,
    words: Annotated[
        list[str],
        typer.Argument(help="A drug or its pack's CIP, a disease, a procedure; LOINC: a name and a UCUM unit."),
    ],
) -> None:
    """Print the codes that a wording stands for, one a line."""
    library, text = _library(), " ".join(words)
    try:
        for line in _found(library, kind, text):
            print(*line, sep="\t")
    except AnamneseError as error:
        raise _refused(kind.value, error) from None


@app.command("interactions")
def interactions(
    drugs: Annotated[list[str], typer.Argument(metavar="DRUG DRUG...", help="Brands or molecules, one a word.")],
) -> None:
    """Print what the ANSM thesaurus says about drugs taken together, the gravest first."""
    from records.terminology.interactions import Treatment

    thesaurus = _library().thesaurus
    if thesaurus is None:
        raise _refused("anamnese", TerminologyNotImported(kind=Kind.ANSM.value))
    treatment = [Treatment(drug) for drug in drugs]
    for drug in treatment:
        if not thesaurus.names(drug):
            say(f"{drug.name} : inconnu, non vérifié", f"{drug.name}: unknown, not checked")
    for interaction in thesaurus.interactions(treatment):
        _print_interaction(interaction)
    say(f"Source : {thesaurus.source}. {_licence(Kind.ANSM)}", f"Source: {thesaurus.source}. {_licence(Kind.ANSM)}")


def _library() -> Terminologies:
    from pipeline.home import home_folder
    from records.terminology.imported import Terminologies

    return Terminologies(home_folder())


def _found(library: Terminologies, kind: Kind, text: str) -> Sequence[tuple[str, ...]]:
    """Rows of what a terminology has for a wording. Raises TerminologyNotImported."""
    if kind is Kind.BDPM and (drugs := library.drugs) is not None:
        pack = drugs.pack(text) if text.isdigit() else None
        if pack is not None:
            return [(pack.cis, pack.atc or "-", pack.name)]
        resolution = drugs.resolve(text)
        return [(one.cis, one.atc or "-", one.name) for one in resolution.candidates] if resolution else []
    if kind is Kind.LOINC and (analytes := library.analytes) is not None:
        name, _, unit = text.rpartition(" ")
        observation = analytes.resolve(name, unit)
        return [(observation.code, observation.label)] if observation else []
    labels = {Kind.CIM10: library.diseases, Kind.CCAM: library.procedures}.get(kind)
    if labels is None:
        raise TerminologyNotImported(kind=kind.value)
    exact = labels.resolve(text)
    more = (one for one in labels.containing(text, _SHOWN) if one != exact)
    return [(one.code, one.label) for one in (*((exact,) if exact else ()), *more)][:_SHOWN]


_SHOWN = 20
"""Entries of a classification that are printed at most."""


def _say_imported(source: Source) -> None:
    about = ABOUT[source.kind]
    say(
        f"{about.title.fr} : {source.entries} entrées importées.",
        f"{about.title.en}: {source.entries} entries imported.",
    )
    for file in source.files:
        refused = sum(file.refused.values())
        if refused:
            why = ", ".join(f"{_REASONS[reason][language()]} : {count}" for reason, count in file.refused.items())
            say(
                f"{file.name} : {refused} lignes laissées de côté sur {file.lines} ({why} ; la première : "
                f"ligne {file.first_bad}).",
                f"{file.name}: {refused} lines of {file.lines} left out ({why}; the first: line {file.first_bad}).",
            )
    say(_licence(source.kind), _licence(source.kind))


_REASONS = {
    "columns": {"fr": "colonnes manquantes", "en": "columns missing"},
    "code": {"fr": "code invalide", "en": "invalid code"},
    "empty": {"fr": "code sans libellé", "en": "code without a label"},
    "unknown": {"fr": "entrée inconnue du fichier principal", "en": "entry unknown to the main file"},
}


def _licence(kind: Kind) -> str:
    return ABOUT[kind].licence.in_language(language())


def _print_interaction(interaction: Interaction) -> None:
    from api.pages.wording import wording

    entry, told = interaction.entry, wording(language())
    levels = " / ".join(told.text(f"synthesis.level.{level.value}") for level in entry.levels)
    print(f"{interaction.first.name} + {interaction.second.name}: {levels} ({entry.first} + {entry.second})")
    for text in filter(None, (entry.risk, entry.advice)):
        print(f"    {text}")


def _refused(subject: str, error: AnamneseError) -> typer.Exit:
    say_error(subject, error)
    return typer.Exit(ExitCode.SOME_FILES_FAILED)
