"""The command `anamnese`. Each subcommand lives in a module of its own and imports what it needs when it runs."""

from __future__ import annotations

import typer

from cli import evaluate, export, import_fhir, index, models, read, sample, search, serve, synthesis, terminology, warm

app = typer.Typer(
    name="anamnese",
    help="Medical documents in, structured records out, every value linked to the spot it came from.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("read")(read.command)
app.command("index")(index.command)
app.command("export")(export.command)
app.command("import-fhir")(import_fhir.command)
app.command("synthesis")(synthesis.command)
app.command("serve")(serve.command)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(search.app, name="search")
app.add_typer(models.app, name="models")
app.add_typer(terminology.app, name="terminology")
app.command("sample")(sample.command)
app.command("warm")(warm.command)


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
