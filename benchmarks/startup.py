"""How long a person waits: from start to `/health` answering, and one text report indexed by a cold process.

    python -m benchmarks.startup [--runs 5]

Whole processes, timed from outside; the median and the extremes are printed.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

ANAMNESE = str(Path(sys.executable).with_name("anamnese"))
REPORT = """Compte rendu d'hospitalisation du service de cardiologie

Madame Odile Verneuil-Test, 71 ans, est hospitalisée du 3 au 9 mars 2026.

Motif : dyspnée d'effort.

Antécédents : HTA, pas de diabète. Allergie à la pénicilline.

Traitement à l'entrée : bisoprolol 2,5 mg matin, furosémide 40 mg 1 cp/j.

Examen clinique : TA 145/80 mmHg, FC 98 bpm, SpO2 93 % en air ambiant, T° 37,1.

Biologie : CRP 12 mg/L, créatinine 96 µmol/L, BNP 840 ng/L.

Conclusion : décompensation cardiaque gauche. Retour à domicile.

Signataire : Dr Anselme Pruvost-Test
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print("| what | median | fastest | slowest | bar |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "rapport.txt"
        report.write_text(REPORT, encoding="utf-8")
        seconds_to_index(report)  # compiles caches, as the installation does
        show("`anamnese index` of one text report, cold process", lambda: seconds_to_index(report), runs)
        show(
            "`anamnese serve` until `/health` answers OK",
            lambda: seconds_to_health(Path(tempfile.mkdtemp(dir=folder))),
            runs,
        )


def show(what: str, measure: Callable[[], float], runs: int) -> None:
    times = [measure() for _ in range(runs)]
    print(f"| {what} | {statistics.median(times):.2f} s | {min(times):.2f} s | {max(times):.2f} s | 3 s |", flush=True)


def seconds_to_index(report: Path) -> float:
    start = time.perf_counter()
    subprocess.run([ANAMNESE, "index", str(report)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def seconds_to_health(home: Path) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"ANAMNESE_HOME": str(home)}
    start = time.perf_counter()
    service = subprocess.Popen(
        [ANAMNESE, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not healthy(port):
            if service.poll() is not None or time.perf_counter() - start > 60:
                raise SystemExit("the service did not become healthy")
            time.sleep(0.01)
        return time.perf_counter() - start
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(30)


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1) as answer:
            return answer.read() == b"OK"
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


if __name__ == "__main__":
    main()
