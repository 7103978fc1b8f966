"""`python -m tests.fuzz`: broken files against the sandbox. Exit code 1 when anything happened that never may."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.campaign import broken_file, run, table


def main() -> int:
    """Run the campaign, print its counts and its violations."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="files read side by side")
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--save", type=Path, help="write the first file here instead of reading any")
    options = parser.parse_args()
    if options.save is not None:
        options.save.write_bytes(broken_file(options.seed, options.first)[1])
        return 0
    start = time.monotonic()
    outcomes = []
    for outcome in run(options.files, options.seed, jobs=options.jobs, first=options.first):
        outcomes.append(outcome)
        if len(outcomes) % 500 == 0:
            print(f"{len(outcomes)} files, {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    violations = [outcome for outcome in outcomes if outcome.violation is not None]
    print(table(outcomes))
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    print(
        f"\nseed {options.seed}, {options.files} files in {time.monotonic() - start:.0f} s; slowest: "
        f"number {slowest.number} ({slowest.kind}), {slowest.seconds:.1f} s; violations: {len(violations)}"
    )
    for outcome in violations:
        print(f"number {outcome.number} ({outcome.kind}, {outcome.result}): {outcome.violation}")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
