"""Every figure of the README, one after the other.

make bench          (ANAMNESE_DATA=/path/to/data for the quality figures)
"""

from __future__ import annotations

import os
import subprocess
import sys

ALWAYS = (("benchmarks.startup",), ("benchmarks.speed", "--parts", "typed,scans"), ("benchmarks.search",))
WITH_DATA = (
    ("benchmarks.reading",),
    ("benchmarks.indexing_all",),
    ("benchmarks.scans",),
    ("benchmarks.terminology",),
    ("benchmarks.fhir",),
)


def main() -> None:
    """Run each benchmark as a process of its own; stop at the first that fails."""
    for command in ALWAYS:
        run(*command)
    if not os.environ.get("ANAMNESE_DATA"):
        print("\nANAMNESE_DATA is not set: reading and indexing quality are left out.")
        return
    for command in WITH_DATA:
        run(*command)


def run(module: str, *options: str) -> None:
    """Print what the benchmark prints below its own command."""
    print(f"\n## python -m {' '.join((module, *options))}\n", flush=True)
    subprocess.run([sys.executable, "-m", module, *options], check=True)


if __name__ == "__main__":
    main()
