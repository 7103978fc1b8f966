"""Indexing beside a stock EDS-NLP pipeline: speed, time until ready and memory, on the same reports in the same run.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.beside_edsnlp [--reports 60] [--rounds 3] [--without-codes]

Ours are all readers of the house. Theirs do a part of that: sentences, drugs, dates, quantities, negation, family,
hypothesis, history; then the same with the CIM-10 matcher. Each pipeline lives in a process of its own with one thread
and reads the reports in turn, round by round; seconds are of the processor. The machine's other work slows all alike:
the ratios tell.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.intervals import interval

STOCK = ("sentences", "drugs", "dates", "quantities", "negation", "family", "hypothesis", "history")
PIPELINES = {
    "Anamnèse, all readers": (),
    "EDS-NLP": STOCK,
    "EDS-NLP with CIM-10": (*STOCK, "cim10"),
}
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
Read = Callable[[str], object]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ANAMNESE_DATA"), help="default: $ANAMNESE_DATA")
    parser.add_argument("--reports", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-codes", action="store_true", help="leave the CIM-10 matcher out: it loads slowly")
    options = parser.parse_args()
    if options.data is None:
        parser.error("no data folder: give --data or set ANAMNESE_DATA")
    os.environ |= dict.fromkeys(_ONE_THREAD, "1") | {"TQDM_DISABLE": "1"}
    lines = (options.data / "documents" / "gold" / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[: options.reports]]
    names = [name for name, pipes in PIPELINES.items() if not (options.without_codes and "cim10" in pipes)]
    measured: dict[str, list[list[float]]] = {name: [[] for _ in texts] for name in names}
    memory: dict[str, float] = {}
    ready: dict[str, float] = {}
    with _children(names) as children:
        for name, child in children.items():
            ready[name] = child.recv()
        for _ in range(options.rounds):
            for name, child in children.items():
                child.send(texts)
                seconds, memory[name] = child.recv()
                for place, spent in enumerate(seconds):
                    measured[name][place].append(spent)
    letters = statistics.mean(map(len, texts))
    print(f"{len(texts)} reports of {letters:.0f} characters on average, median of {options.rounds} rounds\n")
    print("| pipeline | reports/s/core | 95 % | ours against it | 95 % | ready, s | peak memory, MB |")
    print("|---|---:|---|---:|---|---:|---:|")
    typical = {name: [statistics.median(spent) for spent in reports] for name, reports in measured.items()}
    for name in names:
        pairs = list(zip(typical[names[0]], typical[name], strict=True))
        low, high = interval(pairs, _rate)
        least, most = interval(pairs, _ratio)
        print(
            f"| {name} | {_rate(pairs):.0f} | {low:.0f}–{high:.0f} | {_ratio(pairs):.2f} | {least:.2f}–{most:.2f} "
            f"| {ready[name]:.2f} | {memory[name]:.0f} |"
        )


def _rate(pairs: Sequence[tuple[float, float]]) -> float:
    return len(pairs) / sum(theirs for _, theirs in pairs)


def _ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """How many of our reports in the time of one of theirs."""
    return sum(theirs for _, theirs in pairs) / sum(ours for ours, _ in pairs)


@contextmanager
def _children(names: Sequence[str]) -> Iterator[dict[str, Connection]]:
    """A process a pipeline, started one after the other: the time until it is ready is its own."""
    context = get_context("spawn")
    children = {}
    processes = []
    for name in names:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(name, theirs), daemon=True)
        process.start()
        ours.poll(None)  # ready before the next one starts
        children[name] = ours
        processes.append(process)
    yield children
    for child in children.values():
        child.send(None)
    for process in processes:
        process.join()


def _serve(name: str, parent: Connection) -> None:
    started = time.perf_counter()
    read = _stock(PIPELINES[name]) if PIPELINES[name] else _ours()
    read("Pas de fièvre.")
    parent.send(time.perf_counter() - started)
    while (texts := parent.recv()) is not None:
        parent.send(([_seconds(read, text) for text in texts], _peak_mb()))


def _ours() -> Read:
    from nlp import load_indexer
    from nlp.text import ClinicalText

    indexer = load_indexer()
    return lambda text: indexer.index(ClinicalText.of(text).document)


def _stock(pipes: Sequence[str]) -> Read:
    import edsnlp

    pipeline = edsnlp.blank("eds")
    for pipe in pipes:
        pipeline.add_pipe(f"eds.{pipe}")
    return pipeline


def _seconds(read: Read, text: str) -> float:
    started = time.process_time()
    read(text)
    return time.process_time() - started


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
