"""Take the screenshots of this folder from a fresh service that has read the sample dossier.

.venv/bin/python docs/screenshots/take.py
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
FINAL = {"indexed", "to_review", "quarantined", "failed"}
PATIENCE_S = 600
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 420, "height": 860}


def main() -> None:
    """Serve, wait until everything has been read, look at every page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        service = subprocess.Popen(  # noqa: S603 (our own program)
            [Path(sys.executable).with_name("anamnese"), "serve", "--with-samples", "--port", port],
            env=os.environ | {"ANAMNESE_HOME": home},
        )
        try:
            ids = _read_documents(address)
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            _shoot_all(browser, address, ids)
            browser.close()
        finally:
            service.terminate()
            service.wait()


def _read_documents(address: str) -> Mapping[str, str]:
    """Ids by file name, once every document has come to its end."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        time.sleep(1)
        try:
            with urlopen(f"{address}/api/v1/documents?limit=200") as answer:  # noqa: S310 (our own service)
                items: list[dict[str, Any]] = json.load(answer)["items"]
        except URLError:
            continue
        if items and all(item["status"] in FINAL for item in items):
            return {item["name"]: item["id"] for item in items}
    raise TimeoutError("the sample dossier was not read in time")


def _shoot_all(browser: Browser, address: str, ids: Mapping[str, str]) -> None:
    def shoot(name: str, path: str, act: Callable[[Page], None] | None = None, **settings: Any) -> None:
        context = browser.new_context(**({"locale": "fr-FR", "viewport": WIDE} | settings))
        page = context.new_page()
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        if act is not None:
            act(page)
            page.wait_for_timeout(800)
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(256, kmeans=4, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)
        context.close()

    def document(part: str) -> str:
        return "/documents/" + next(ids[name] for name in sorted(ids) if part in name)

    def choose(selector: str) -> Callable[[Page], None]:
        return lambda page: page.locator(selector).first.click()

    drug, lab = ".group-medications .go", ".group-labs .go >> nth=2"
    report, sheet = document("hospital_report"), document("lab_sheet")
    shoot("home", "/")
    shoot("home-dark", "/", color_scheme="dark")
    shoot("home-narrow", "/", viewport=NARROW)
    shoot("document", report, choose(drug))
    shoot("document-dark", report, choose(drug), color_scheme="dark")
    shoot("document-english", report, choose(drug), locale="en-GB")
    shoot("document-narrow", sheet, choose(lab), viewport=NARROW)
    shoot("laboratory", sheet, choose(lab))
    shoot("prescription", document("prescription"), choose(drug))
    shoot("search", "/recherche?q=pneumopathie")
    shoot("search-narrow", "/recherche?q=crp+%3E+20", viewport=NARROW)
    mother = "&".join(f"document={ids[name]}" for name in sorted(ids) if name.startswith("p001"))
    shoot("synthesis", f"/synthesis?{mother}")


if __name__ == "__main__":
    main()
