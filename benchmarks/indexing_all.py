"""Every table of indexing, one after the other, each with 95 % intervals.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.indexing_all [--work FOLDER]

`--work` is the work folder of `nlp.tagger.train`: confidences are judged on the folds that are kept there, and that
table is left out without them.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.all import run

TABLES = (
    ("benchmarks.indexing", "--split", "dev"),
    ("benchmarks.posology",),
    ("benchmarks.corpora",),
    ("benchmarks.identifiers",),
    ("benchmarks.beside_edsnlp",),
)


def main() -> None:
    """Run each benchmark as a process of its own; stop at the first that fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, help="the work folder of nlp.tagger.train")
    work = parser.parse_args().work
    if not os.environ.get("ANAMNESE_DATA"):
        parser.error("set ANAMNESE_DATA to the data folder")
    for command in TABLES:
        run(*command)
    if work is None:
        print("\nNo --work: how far confidences can be believed is left out; it needs the folds of the training.")
    else:
        run("benchmarks.calibrate", "--only-tell", "--work", str(work))


if __name__ == "__main__":
    main()
