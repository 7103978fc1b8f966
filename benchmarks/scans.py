"""What a scan costs the record: the annotated reports indexed as text, as clean scans and as phone photos.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.scans [--reports 60] [--levels clean,phone]

Draws the dev reports with `eval/render_pages.py`, which lies beside the data, reads and indexes the drawings through
the command line, and prints the groups' F1 side by side.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.indexing import by_id, load_scorer

ANAMNESE = str(Path(sys.executable).with_name("anamnese"))


def main() -> None:
    """Draw, read, index, score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ANAMNESE_DATA"), help="default: $ANAMNESE_DATA")
    parser.add_argument("--reports", type=int, default=0, help="only the first N reports of dev; 0 for all")
    parser.add_argument("--levels", default="clean,phone")
    options = parser.parse_args()
    if options.data is None:
        parser.error("no data folder: give --data or set ANAMNESE_DATA")
    tools = options.data.parent / "eval"
    gold = by_id(options.data / "documents" / "gold" / "dev.jsonl")
    texts = by_id(options.data / "documents" / "gold" / "texts.jsonl")
    chosen = sorted(gold)[: options.reports or None]

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        forms = {"text": write_texts(folder / "text", chosen, texts)}
        forms |= draw(tools / "render_pages.py", folder, chosen, texts, options.levels.split(","))
        scorer = load_scorer(tools / "score_indexing.py")
        wanted = {key: gold[key] for key in chosen}
        scores = {form: scorer.score(wanted, index(files))[0] for form, files in forms.items()}
    show(scorer.HEADLINE, scores)


def write_texts(folder: Path, chosen: list[str], texts: dict[str, dict]) -> list[Path]:
    """The reports as plain text files."""
    folder.mkdir()
    files = [folder / f"{key}.txt" for key in chosen]
    for file, key in zip(files, chosen, strict=True):
        file.write_text(texts[key]["text"], encoding="utf-8")
    return files


def draw(
    renderer: Path, folder: Path, chosen: list[str], texts: dict[str, dict], levels: list[str]
) -> dict[str, list[Path]]:
    """The reports as image-only PDFs, one folder a level of damage."""
    source = folder / "reports.jsonl"
    source.write_text("".join(json.dumps(texts[key]) + "\n" for key in chosen), encoding="utf-8")
    subprocess.run(
        [sys.executable, str(renderer), str(source), str(folder), "--n", "0", "--pdf", "--levels", ",".join(levels)],
        check=True,
    )
    return {level: [folder / level / f"{key}.pdf" for key in chosen] for level in levels}


def index(files: list[Path]) -> dict[str, dict]:
    """The records of the files by id, from one run of the command."""
    run = subprocess.run([ANAMNESE, "index", *map(str, files)], check=True, stdout=subprocess.PIPE, text=True)
    return {record["id"]: record for record in map(json.loads, run.stdout.splitlines())}


def show(headline: list[str], scores: dict[str, dict]) -> None:
    """A Markdown table, one column a form."""
    print(f"| group | {' | '.join(scores)} |")
    print(f"|---|{'---|' * len(scores)}")
    for group in headline:
        row(group, [score["groups"].get(group, {}).get("f1") for score in scores.values()])
    row("**overall**", [score["overall_f1"] for score in scores.values()])


def row(name: str, figures: list[float | None]) -> None:
    """One line of the table."""
    print(f"| {name} | {' | '.join('–' if figure is None else f'{figure:.3f}' for figure in figures)} |")


if __name__ == "__main__":
    main()
