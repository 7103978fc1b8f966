"""The first page: drop files, follow them, find them again."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from records.store.stored import Reason, Status

pytestmark = pytest.mark.browser

READING_MS = 120_000
"""A page read by OCR on a slow shared machine."""
READ = re.compile("^(indexed|to_review)$")
DROP = """(files) => {
  const carried = new DataTransfer();
  for (const { name, type, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type }));
  }
  const fire = (kind) => document.querySelector('footer').dispatchEvent(
    new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  fire('dragenter');
  const veiled = !document.getElementById('veil').hidden;
  fire('dragover');
  fire('drop');
  return veiled;
}"""


def _drop(page: Page, *files: tuple[str, str, bytes]) -> None:
    carried = [
        {"name": name, "type": kind, "base64": base64.b64encode(content).decode()} for name, kind, content in files
    ]
    assert page.evaluate(DROP, carried), "the page did not show that it accepts the files"
    expect(page.locator("#veil")).to_be_hidden()


def _choose(page: Page, *files: tuple[str, str, bytes]) -> None:
    page.locator("#files").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
    )


def _delivery(page: Page, name: str) -> Locator:
    return page.locator(".delivery", has_text=name)


def test_dropped_files_are_read_and_shown_with_their_places(visit: Any, letter: Any) -> None:
    sheet, _ = letter
    note = "Ordonnance\n\nPatient : M. ESTEBARRE Ludovic, né le 14/09/1971\n\nTempérature 38,9 °C.\n"
    page = visit.go("/")
    _drop(page, ("lettre scannée.png", "image/png", sheet.png()), ("ordonnance tapée.txt", "text/plain", note.encode()))
    for name in ("lettre scannée.png", "ordonnance tapée.txt"):
        expect(_delivery(page, name)).to_have_attribute("data-status", READ, timeout=READING_MS)
        expect(page.locator("#documents tr", has_text=name).locator(".status")).to_have_attribute("data-status", READ)
    expect(page.locator("#announcements")).to_contain_text(re.compile(": (Prêt|À vérifier)"))
    _delivery(page, "lettre scannée.png").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("lettre scannée.png")
    page.wait_for_function("document.querySelector('.sheet img').naturalWidth > 0")
    temperature = page.locator(".field", has_text="38,4 °C")
    temperature.click()
    outline = page.locator(".spot.chosen rect").first
    expect(outline).to_be_in_viewport()
    line = 610 / 1754
    image, box = page.locator(".sheet img").bounding_box(), outline.bounding_box()
    assert image is not None
    assert box is not None
    assert abs((box["y"] - image["y"]) / image["height"] - line) < 0.02
    page.locator(".spot", has=page.locator("rect")).first.locator("rect").first.click()
    expect(page.locator(".field.chosen .go")).to_be_focused()


def test_the_same_bytes_are_recognised(visit: Any) -> None:
    page = visit.go("/")
    note = ("deux fois.txt", "text/plain", "Patient : M. ESTEBARRE Ludovic\nTempérature 37,2 °C.\n".encode())
    _choose(page, note)
    expect(_delivery(page, note[0])).to_have_attribute("data-status", READ, timeout=READING_MS)
    page.reload()
    _choose(page, note)
    expect(_delivery(page, note[0])).to_contain_text("Déjà connu")
    expect(page.locator("#documents tr", has_text=note[0])).to_have_count(1)


@pytest.mark.parametrize(
    ("visit", "reasons"),
    [
        (
            {"locale": "fr-FR"},
            ("n'est pas un document lisible", "dépasse la taille permise (2 Mo)", "Le fichier est vide."),
        ),
        (
            {"locale": "en-GB"},
            ("not a document that can be read", "larger than allowed (2 MB)", "The file is empty."),
        ),
    ],
    indirect=["visit"],
)
def test_refusals_are_in_plain_words_of_the_persons_language(visit: Any, reasons: tuple[str, ...]) -> None:
    page = visit.go("/")
    wrong = (
        ("programme.exe", "application/octet-stream", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 4),
        ("enorme.txt", "text/plain", b"a" * 2_500_000),
        ("vide.pdf", "application/pdf", b""),
    )
    _choose(page, *wrong)
    for (name, _, _), reason in zip(wrong, reasons, strict=True):
        delivery = _delivery(page, name)
        expect(delivery).to_have_attribute("data-status", "failed")
        expect(delivery.locator(".delivery-state")).to_contain_text(reason)
        expect(delivery.get_by_role("link")).to_be_hidden()
    assert visit.forgive_refused_loads() == len(wrong) - 1, "the large one is not even sent"


def test_a_file_that_turns_out_damaged_says_so_where_it_was_dropped(visit: Any) -> None:
    stream = BytesIO()
    Image.effect_noise((900, 900), 60).save(stream, "JPEG")
    page = visit.go("/")
    _drop(page, ("photo coupée.jpg", "image/jpeg", stream.getvalue()[:20_000]))
    expect(_delivery(page, "photo coupée.jpg")).to_have_attribute("data-status", "quarantined", timeout=READING_MS)
    expect(_delivery(page, "photo coupée.jpg").locator(".delivery-state")).to_contain_text("endommagé ou incomplet")


def test_a_silent_service_is_said_to_be_silent(visit: Any) -> None:
    page = visit.go("/")
    page.route("**/api/v1/documents", lambda route: route.abort())
    _choose(page, ("note.txt", "text/plain", b"Patient : M. ESTEBARRE"))
    expect(_delivery(page, "note.txt")).to_contain_text("Le service ne répond pas")
    assert visit.forgive_refused_loads() == 1


def test_a_dropped_folder_is_answered_with_what_to_do(visit: Any) -> None:
    page = visit.go("/")
    page.evaluate("DataTransferItem.prototype.webkitGetAsEntry = () => ({ isDirectory: true })")
    _drop(page, ("Bilans 2025", "", b""))
    expect(_delivery(page, "Bilans 2025")).to_contain_text("déposez les fichiers qu’il contient")


def test_a_file_name_with_markup_is_just_a_name(visit: Any) -> None:
    page = visit.go("/")
    name = "<img src=x onerror=document.title=1>.exe"
    _choose(page, (name, "application/octet-stream", b"MZ\x90\x00" + bytes(512)))
    expect(_delivery(page, name).locator(".delivery-name")).to_have_text(name)
    expect(page.locator("main img[src=x]")).to_have_count(0)
    visit.forgive_refused_loads()


def test_the_list_goes_on_on_a_second_page(visit: Any, archive: Any, letter: Any) -> None:
    sheet, fields = letter
    for number in range(51):
        archive.lay(f"ancien {number:02}.txt", [sheet.page()], fields[:1])
    page = visit.go("/")
    rows = page.locator("#documents tbody tr")
    expect(rows).to_have_count(50)
    newest = rows.first.inner_text()
    page.get_by_role("link", name="Plus anciens").click()
    expect(page.locator("#documents")).to_contain_text("ancien 00.txt")
    page.get_by_role("link", name="Les plus récents").click()
    assert rows.first.inner_text() == newest
    visit.go("/?after=0")
    expect(page.locator("#documents")).to_contain_text("Il n’y a pas de document plus ancien.")


def test_a_row_follows_its_document_to_the_end(visit: Any, archive: Any) -> None:
    travelling = archive.lay_unfinished("en route.pdf", Status.READING, done=0, total=3)
    page = visit.go("/")
    status = page.locator(f'[data-document="{travelling}"] .status')
    expect(status).to_have_text("Lecture, page 1 sur 3")
    archive.documents.progress(travelling, 2, 3)
    expect(status).to_have_text("Lecture, page 3 sur 3")
    archive.documents.finish(travelling, Status.QUARANTINED, Reason("damaged_file", {}))
    expect(status).to_have_text("Mis à l’écart")
    expect(status).to_have_attribute("data-status", "quarantined")


def _three_pages_each(archive: Any, count: int) -> list[str]:
    return [archive.lay_unfinished(f"en route {n}.pdf", Status.READING, done=0, total=3) for n in range(count)]


def _row(page: Page, document: str) -> Locator:
    return page.locator(f'#documents [data-document="{document}"] .status')


def test_many_rows_are_followed_with_one_question(visit: Any, archive: Any) -> None:
    documents = _three_pages_each(archive, 6)
    asked: list[str] = []
    page = visit.go("/")
    page.on("request", lambda request: asked.append(request.url.removeprefix(visit.address)))
    for document in documents:
        archive.documents.progress(document, 1, 3)
    for document in documents:
        expect(_row(page, document)).to_have_text("Lecture, page 2 sur 3")
    for document in documents:
        archive.documents.finish(document, Status.QUARANTINED, Reason("damaged_file", {}))
    for document in documents:
        expect(_row(page, document)).to_have_attribute("data-status", "quarantined")
    assert "/api/v1/documents?limit=200" in asked
    assert not any(url.endswith("/status") for url in asked)


def test_rows_too_old_for_the_list_are_asked_for_one_by_one(visit: Any, archive: Any) -> None:
    documents = _three_pages_each(archive, 6)
    page = visit.page
    page.route("**/api/v1/documents?limit=200", lambda route: route.fulfill(json={"items": [], "next": None}))
    visit.go("/")
    for document in documents:
        archive.documents.finish(document, Status.QUARANTINED, Reason("damaged_file", {}))
    for document in documents:
        expect(_row(page, document)).to_have_attribute("data-status", "quarantined")


def test_the_list_is_fetched_again_when_the_service_did_not_answer(visit: Any, archive: Any) -> None:
    (document,) = _three_pages_each(archive, 1)
    page = visit.go("/")
    page.route(f"{visit.address}/", lambda route: route.abort(), times=1)
    archive.documents.finish(document, Status.QUARANTINED, Reason("damaged_file", {}))
    expect(_row(page, document)).to_have_attribute("data-status", "quarantined")
    assert visit.forgive_refused_loads() == 1


def test_a_page_opens_its_document_also_when_the_service_was_restarting_as_it_ended(visit: Any, archive: Any) -> None:
    (document,) = _three_pages_each(archive, 1)
    page = visit.go(f"/documents/{document}")
    page.route(f"{visit.address}/documents/{document}", lambda route: route.fulfill(status=503), times=2)
    archive.documents.finish(document, Status.QUARANTINED, Reason("damaged_file", {}))
    expect(page.locator("main")).to_contain_text("endommagé ou incomplet")
    assert visit.forgive_refused_loads() == 2


def test_the_language_is_chosen_once_and_kept(visit: Any) -> None:
    page = visit.go("/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drop a document, read the record")
    assert page.url == f"{visit.address}/"
    visit.go("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    visit.go("/?lang=xx")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("visit", [{"locale": "de-DE"}], indirect=True)
def test_french_for_those_whose_language_we_do_not_speak(visit: Any) -> None:
    expect(visit.go("/").locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_a_file_can_be_sent_without_any_script(visit: Any) -> None:
    page = visit.go("/")
    _choose(page, ("sans script.txt", "text/plain", b"Patient : M. ESTEBARRE Ludovic\nPouls 72/min.\n"))
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("sans script.txt")
    visit.go("/")
    _choose(page, ("vide.txt", "text/plain", b""))
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_have_text("Le fichier est vide.")
    visit.forgive_refused_loads()


def test_pages_are_strict_and_files_are_kept_only_under_their_own_address(visit: Any) -> None:
    page = visit.go("/")
    answer = page.request.get(f"{visit.address}/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    style = page.locator("link[rel=stylesheet]").get_attribute("href")
    assert "immutable" in page.request.get(visit.address + style).headers["cache-control"]
    assert page.request.get(f"{visit.address}/static/old/style.css").headers["cache-control"] == "no-cache"
    for absent in ("/static/old/absent.css", "/static/old/%2e%2e%2fpyproject.toml", "/static/x/../routes.py"):
        assert page.request.get(visit.address + absent).status == 404
