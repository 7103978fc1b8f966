"""`anamnese search`: find documents that the service keeps, and build the index anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from cli.messages import ExitCode, language, say, say_error
from records.errors import AnamneseError, QueryRefused

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from records.search.running import Answered

app = typer.Typer(help="Find documents that the service keeps.", no_args_is_help=True)


@app.command("find")
def find(
    query: Annotated[str, typer.Argument(help='Such as: fièvre "base droite" -toux service:cardiologie crp>100')],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Documents to print.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: as the API answers.")] = False,
) -> None:
    """Print the documents that answer, newest first, with their words. Exit code 1 for a query not understood."""
    from records.search.finding import everyone
    from records.search.running import run
    from records.store.contents import Contents
    from records.store.database import session_factories

    sessions = session_factories(_engine())
    try:
        found = run(sessions[1], Contents(*sessions), query, visible_to=everyone(), limit=limit)
    except QueryRefused as error:
        say_error("search", error)
        raise typer.Exit(ExitCode.SOME_FILES_FAILED) from None
    if as_json:
        from api.search_answers import SearchAnswer

        print(json.dumps(SearchAnswer.of(found).model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        _print(found)


@app.command("rebuild")
def rebuild() -> None:
    """Build the index anew from what is kept of the documents: after an update that changes how words are compared."""
    from cli.progress import Progress
    from records.search.rebuilding import rebuild as rebuild_index
    from records.store.database import session_factories

    writing, _ = session_factories(_engine())
    with Progress() as progress:
        count = rebuild_index(writing, progress.show)
    say(f"{count} documents dans l'index de recherche.", f"{count} documents in the search index.")


def _engine() -> Engine:
    from pipeline.settings import load_settings
    from records.store.database import migrate, open_engine

    try:
        engine = open_engine(load_settings().records_url)
    except AnamneseError as error:
        say_error("search", error)
        raise typer.Exit(ExitCode.CANNOT_START) from None
    migrate(engine)
    return engine


def _print(answered: Answered) -> None:
    found, better = answered.found, answered.suggestion
    more = "+" if found.more_than_counted else ""
    say(f"{found.total}{more} document(s)", f"{found.total}{more} document(s)")
    for clause in answered.query.clauses:
        if also := getattr(clause, "also", ()):
            say(f"{clause.written} : aussi {', '.join(also)}", f"{clause.written}: also {', '.join(also)}")
    if better:
        say(f"Vouliez-vous dire : {better.query}", f"Did you mean: {better.query}")
    for one in answered.hits:
        day = one.hit.day.strftime("%d/%m/%Y" if language() == "fr" else "%Y-%m-%d")
        print("\t".join((one.hit.document_id, day, one.hit.department or "", one.hit.name)))
        for place in one.places:
            print(f"    p. {place.page}: {' '.join(place.text.split())}")
