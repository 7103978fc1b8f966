"""`anamnese models`: models that the hospital adds itself. Only `pull` reaches for the network."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.messages import ExitCode, say, say_error
from records.errors import AnamneseError

if TYPE_CHECKING:
    from pipeline.local_models import LocalModel, LocalModels

app = typer.Typer(help="Models that the hospital adds itself: add, pull, list, verify, remove.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="As `anamnese models list` shows it.")]


@app.command("add")
def add(
    path: Annotated[Path, typer.Argument(help="A Hugging Face folder or a GGUF file.", exists=True)],
    name: Annotated[str | None, typer.Option(help="The folder's or file's own name unless told.")] = None,
    kind: Annotated[str | None, typer.Option(help="handwriting, nlp or llm: refuse anything else.")] = None,
) -> None:
    """Copy a model into the data folder, with the SHA-256 of every file. Weights must be safetensors or GGUF."""
    from pipeline.local_models import ModelKind

    if kind is not None and kind not in list(ModelKind):
        raise typer.BadParameter(", ".join(ModelKind), param_hint="--kind")
    try:
        model = _models().add(path, name=name, kind=ModelKind(kind) if kind else None)
    except AnamneseError as error:
        raise _refused(str(path), error) from None
    say(f"Modèle ajouté : {_line(model)}", f"Model added: {_line(model)}")
    if model.kind is ModelKind.HANDWRITING and not (find_spec("torch") and find_spec("transformers")):
        say(
            "Pour s'en servir, il faut encore torch et transformers : voir docs/models.md.",
            "To use it, torch and transformers are still needed: see docs/models.md.",
        )


@app.command("pull")
def pull(name: Annotated[str, typer.Argument(help="mistral-7b-instruct, openhermes-2.5-mistral-7b")]) -> None:
    """Download a model and add it; goes on where an earlier attempt broke off. Proxies: HTTPS_PROXY, NO_PROXY."""
    from pipeline.home import home_folder
    from pipeline.local_models import download

    try:
        wanted = download.download_named(name)
        say(f"Téléchargement de {wanted.url}", f"Downloading {wanted.url}")
        pulled = download.pull(wanted, home_folder(), on_progress=_progress())
    except AnamneseError as error:
        raise _refused(name, error) from None
    say(f"Modèle ajouté : {_line(pulled.model)}", f"Model added: {_line(pulled.model)}")
    if pulled.recorded:
        say(
            f"Aucune somme de contrôle n'était connue ; celle-ci est notée et vaudra désormais : {pulled.sha256}",
            f"No checksum was known; this one is recorded and holds from now on: {pulled.sha256}",
        )


@app.command("list")
def show() -> None:
    """Print each model: name, kind, size, and whether it is the one in use."""
    models = _models()
    if not models.all():
        say(
            "Aucun modèle ajouté : règles et étiqueteur lisent seuls. Voir anamnese models add, ou pull.",
            "No model added: rules and tagger read alone. See anamnese models add, or pull.",
        )
    for model in models.all():
        print(_line(model) + ("\t*" if models.in_use(model.kind) == model else ""))


@app.command("verify")
def verify(name: Annotated[str | None, typer.Argument(help="All models unless told.")] = None) -> None:
    """Read every file again and compare it with its SHA-256. Exit code 1 when one differs."""
    models = _models()
    failed = False
    for each in [name] if name is not None else [model.name for model in models.all()]:
        try:
            models.verify(each)
            say(f"{each} : intact", f"{each}: intact")
        except AnamneseError as error:
            say_error(each, error)
            failed = True
    raise typer.Exit(ExitCode.SOME_FILES_FAILED if failed else ExitCode.OK)


@app.command("remove")
def remove(name: Name) -> None:
    """Delete a model from the data folder; what it was added from stays."""
    try:
        _models().remove(name)
    except AnamneseError as error:
        raise _refused(name, error) from None


def _models() -> LocalModels:
    from pipeline.home import home_folder
    from pipeline.local_models import LocalModels

    return LocalModels(home_folder())


def _progress() -> Callable[[int, int | None], None]:
    """Prints each further hundredth of what is to come."""
    said = -1

    def tell(done: int, total: int | None) -> None:
        nonlocal said
        share = done * 100 // total if total else done // 100_000_000
        if share != said:
            said = share
            of = f" / {total / 1e6:,.0f}" if total else ""
            say(f"{done / 1e6:,.0f}{of} Mo", f"{done / 1e6:,.0f}{of} MB")

    return tell


def _line(model: LocalModel) -> str:
    return f"{model.name}\t{model.kind.value}\t{model.architecture}\t{model.size_bytes / 1e6:,.0f} MB"


def _refused(subject: str, error: AnamneseError) -> typer.Exit:
    say_error(subject, error)
    return typer.Exit(ExitCode.SOME_FILES_FAILED)
