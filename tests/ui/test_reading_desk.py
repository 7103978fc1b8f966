"""A document's page: values and the places they were read at point at each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from records.document import Document, PageSource
from records.fields import Field
from records.store.stored import Reason, Status

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def scanned(archive: Any, letter: Any) -> str:
    """Address of a scanned letter."""
    sheet, fields = letter
    return "/documents/" + archive.lay("lettre.png", [sheet.page()], fields, pictures=[sheet.png()])


@pytest.fixture(scope="module")
def typed(archive: Any, letter: Any) -> str:
    """Address of the same letter as plain text."""
    sheet, fields = letter
    page = replace(sheet.page(), image=None, words=(), source=PageSource.PLAIN_TEXT)
    bare = [replace(field, evidence=field.evidence and replace(field.evidence, boxes=())) for field in fields]
    return "/documents/" + archive.lay("lettre.txt", [page], bare)


@pytest.fixture(scope="module")
def five_pages(archive: Any, letter: Any) -> str:
    """Address of a letter whose second value stands on the fourth page."""
    sheet, fields = letter
    pages = [replace(sheet.page(), number=number) for number in range(1, 6)]
    first = fields[0]
    far = replace(fields[1], evidence=replace(fields[1].evidence, page=4))
    return "/documents/" + archive.lay("dossier.pdf", pages, [first, far], pictures=[sheet.png()] * 5)


def _field(page: Page, words: str) -> Locator:
    return page.locator(".field", has_text=words).first


def _spot(page: Page, words: str) -> Locator:
    number = _field(page, words).get_attribute("data-field")
    return page.locator(f'.spot[data-fields~="{number}"]').first


def _settled(page: Page) -> None:
    """Smooth scrolling has come to rest."""
    page.evaluate(
        """() => new Promise((done) => {
            let last = '', still = 0;
            const look = () => {
              const now = [...document.querySelectorAll('.pages, .groups')].map((e) => e.scrollTop).join() + scrollY;
              still = now === last ? still + 1 : 0; last = now;
              still > 8 ? done() : requestAnimationFrame(look);
            };
            look();
        })"""
    )


def _within(page: Page, inner: Locator, outer: str) -> bool:
    _settled(page)
    a, b = inner.bounding_box(), page.locator(outer).bounding_box()
    assert a is not None
    assert b is not None
    return b["y"] - 1 <= a["y"] and a["y"] + a["height"] <= b["y"] + b["height"] + 1


def test_clicking_a_value_outlines_its_place_and_brings_it_into_view(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    _field(page, "Radiographie thoracique").click()
    spot = _spot(page, "Radiographie thoracique")
    expect(spot).to_have_class("spot chosen")
    expect(page.locator(".callout")).to_have_text("Radiographie thoracique")
    assert _within(page, spot, ".pages")
    expect(page.locator(".chosen")).to_have_count(2)


def test_clicking_a_place_focuses_its_value_and_brings_it_into_view(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    _spot(page, "Créatinine").locator("rect").first.click()
    value = _field(page, "Créatinine")
    expect(value.locator(".go")).to_be_focused()
    expect(value).to_have_attribute("aria-current", "true")
    assert _within(page, value, ".groups")


def test_outlines_lie_on_the_words_they_stand_for_at_any_size(visit: Any, scanned: str, letter: Any) -> None:
    page = visit.go(scanned)
    _, fields = letter
    box = next(field for field in fields if field.value == "QUERVADEC").evidence.boxes[0]
    for size in ("fit", "actual", "in", "out"):
        page.locator(f"[data-zoom={size}]").click()
        image = page.locator(".sheet img").bounding_box()
        rect = _spot(page, "QUERVADEC").locator("rect").bounding_box()
        assert abs((rect["x"] + rect["width"] / 2 - image["x"]) / image["width"] - (box.left + box.right) / 2) < 0.002
        assert abs((rect["y"] + rect["height"] / 2 - image["y"]) / image["height"] - box.middle) < 0.002


def test_the_page_takes_the_size_asked_for(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    sheet, level = page.locator(".sheet"), page.locator("#zoom-level")
    fitted = sheet.bounding_box()["width"]
    assert fitted <= page.locator(".pages").bounding_box()["width"]
    page.get_by_role("button", name="100 %").click()
    assert sheet.bounding_box()["width"] == pytest.approx(1240, abs=1)
    expect(level).to_have_text("100 %")
    page.get_by_role("button", name="Agrandir").click()
    expect(level).to_have_text("125 %")
    page.get_by_role("button", name="Réduire").click()
    expect(level).to_have_text("100 %")
    page.get_by_role("button", name="Largeur").click()
    assert sheet.bounding_box()["width"] == pytest.approx(fitted, abs=1)
    expect(page.get_by_role("button", name="Largeur")).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_alone_walks_from_value_to_place_and_back(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.field .go')"):
            break
    focused = page.locator(":focus")
    expect(focused).to_have_text("Nom QUERVADEC")
    expect(_spot(page, "QUERVADEC")).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(focused).to_have_text("Prénom Solène")
    page.keyboard.press("Enter")
    expect(_spot(page, "Solène")).to_be_focused()
    page.keyboard.press("j")
    expect(_spot(page, "Date de naissance")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(_field(page, "Solène").locator(".go")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".chosen")).to_have_count(0)


def test_j_goes_through_every_value_and_each_located_one_has_its_place(visit: Any, scanned: str, letter: Any) -> None:
    page = visit.go(scanned)
    _, fields = letter
    page.locator(".field .go").first.focus()
    seen = set()
    for _ in fields:
        chosen = page.locator(".field.chosen")
        number = int(chosen.get_attribute("data-field"))
        seen.add(number)
        located = fields[number].evidence is not None
        expect(page.locator(f'.spot.chosen[data-fields="{number}"]')).to_have_count(1 if located else 0)
        page.keyboard.press("j")
    assert seen == set(range(len(fields)))


def test_letter_keys_can_be_turned_off_and_stay_off(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    page.get_by_text("Clavier").click()
    page.get_by_label("Utiliser les touches J et K").uncheck()
    page.reload()
    page.locator(".field .go").first.focus()
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text("Nom QUERVADEC")


def test_a_value_without_a_place_says_so_and_points_nowhere(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    _field(page, "Hypertension artérielle").click()
    lost = _field(page, "Insuffisance respiratoire")
    expect(lost).to_contain_text("non localisé")
    lost.click()
    expect(page.locator(".spot.chosen")).to_have_count(0)
    expect(page.locator(".callout")).to_have_count(0)


def test_doubt_and_assertion_are_words_and_the_percent_is_there_for_every_reader(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    doubtful = _field(page, "embolie pulmonaire")
    expect(doubtful).to_contain_text("possible")
    expect(doubtful).to_contain_text("à vérifier (sûr à 61 %)")
    expect(_field(page, "épanchement pleural")).to_contain_text("absent")
    expect(_field(page, "Hypertension artérielle")).to_contain_text("antécédent")
    expect(_field(page, "infarctus")).to_contain_text("familial")
    to_review = page.get_by_role("link", name="2 à vérifier")
    for words in ("embolie pulmonaire", "Insuffisance respiratoire", "embolie pulmonaire"):
        to_review.click()
        expect(page.locator(".field.chosen")).to_contain_text(words)


def test_posology_and_lab_values_read_at_a_glance(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    expect(_field(page, "Lévofloxacine").locator(".posology")).to_have_text(
        "500 mg · 1 comprimé matin et soir · 7 jours"
    )
    cells = page.locator(".group-labs tbody tr", has_text="Leucocytes").locator("td")
    assert cells.all_inner_texts()[:2] == ["14,2", "G/L"]


@pytest.mark.parametrize("visit", [{"locale": "en-GB"}], indirect=True)
def test_the_same_page_in_english(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Conditions")).to_be_visible()
    expect(_field(page, "38.4 °C")).to_contain_text("Temperature")
    expect(_field(page, "12 Feb 2025")).to_contain_text("Admission date")


def test_plain_text_is_marked_where_the_values_stand(visit: Any, typed: str, letter: Any) -> None:
    page = visit.go(typed)
    sheet, _ = letter
    assert page.locator(".sheet.text").text_content() == sheet.page().text
    _field(page, "Amlodipine").click()
    marked = page.locator(".spot.chosen")
    expect(marked).to_have_text("Amlodipine 5 mg, 1 comprimé le matin")
    assert _within(page, marked, ".pages")
    page.locator(".spot", has_text="pénicilline").click()
    expect(_field(page, "pénicilline").locator(".go")).to_be_focused()


def test_a_value_far_away_brings_its_page_which_is_loaded_only_then(visit: Any, five_pages: str) -> None:
    page = visit.go(five_pages)
    page.wait_for_load_state("networkidle")
    assert page.locator("#page-1 img").evaluate("image => image.complete && image.naturalWidth") == 1240
    assert page.locator("#page-5 img").evaluate("image => image.naturalWidth") == 0
    expect(page.locator("#folio")).to_have_text("Page 1 / 5")
    _field(page, "Solène").click()
    assert _within(page, page.locator(".spot.chosen"), ".pages")
    expect(page.locator("#folio")).to_have_text("Page 4 / 5")
    page.wait_for_function("document.querySelector('#page-4 img').naturalWidth === 1240")


def test_an_address_can_name_a_value(visit: Any, scanned: str, letter: Any) -> None:
    _, fields = letter
    number = next(place for place, field in enumerate(fields) if field.name == "procedures")
    page = visit.go(f"{scanned}#field-{number}")
    expect(page.locator(f"#spot-{number}")).to_have_class("spot chosen")
    assert _within(page, page.locator(f"#spot-{number}"), ".pages")


def test_what_a_document_or_a_file_name_says_is_never_obeyed(visit: Any, archive: Any, letter: Any) -> None:
    trap = "<img src=x onerror=document.title='caught'><script>document.title='caught'</script>\"'&amp;{{7*7}}"
    sheet, fields = letter
    first: Field = fields[0]
    wicked = replace(first, value=trap, evidence=replace(first.evidence, text=trap))
    drug = replace(next(field for field in fields if field.name == "medications"), value=trap)
    pages = [sheet.page(), replace(sheet.page(), number=2, image=None, text=trap)]
    address = archive.lay(f"{trap}.png", pages, [wicked, drug], pictures=[sheet.png()])
    page = visit.go(f"/documents/{address}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{trap}.png")
    page.locator(".field .go").first.click()
    expect(page.locator(".callout")).to_have_text(f"Nom : {trap}")
    assert page.locator(".sheet.text").text_content() == trap
    assert page.title() == f"{trap}.png – Anamnèse"
    visit.go("/")
    expect(page.get_by_role("link", name=f"{trap}.png")).to_be_visible()
    expect(page.locator("main img[src=x], main script")).to_have_count(0)


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_the_page_reads_and_links_without_any_script(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    number = _field(page, "Radiographie").get_attribute("data-field")
    page.locator(f"#field-{number} .go").click()
    assert page.url.endswith(f"#spot-{number}")
    outline = page.locator(f"#spot-{number} rect")
    assert outline.evaluate("rect => getComputedStyle(rect).strokeWidth") == "3px"
    outline.first.click()
    assert page.url.endswith(f"#field-{number}")


def test_a_document_to_review_says_why(visit: Any, archive: Any, letter: Any) -> None:
    sheet, fields = letter
    sly = replace(sheet.page(), notes=("hidden_text", "rotated_90"))
    lost = [field for field in fields if field.evidence is None]
    dubious = archive.lay("dubious.pdf", [sly], lost, pictures=[sheet.png()], status=Status.TO_REVIEW)
    page = visit.go(f"/documents/{dubious}")
    expect(page.locator(".concerns li")).to_have_text(
        [
            "Un texte invisible à l’œil a été trouvé et écarté : lisez le document d’origine.",
            "1 valeur n’a pas été retrouvée sur les pages.",
        ]
    )
    expect(page.locator("figcaption")).to_have_text("Page 1 / 1 · texte caché écarté · tournée de 90°")
    empty = archive.lay("vierge.txt", [replace(sheet.page(), image=None)], [], status=Status.TO_REVIEW)
    visit.go(f"/documents/{empty}")
    expect(page.locator(".concerns li")).to_have_text("Aucune valeur n’a été reconnue dans ce document.")


def test_j_works_as_soon_as_the_page_is_open(visit: Any, scanned: str) -> None:
    page = visit.go(scanned)
    page.keyboard.press("j")
    expect(page.locator(".field.chosen")).to_contain_text("QUERVADEC")


def test_a_stopped_document_says_why_and_what_to_do(visit: Any, archive: Any) -> None:
    locked = archive.lay_stopped("bilan.pdf", Status.QUARANTINED, Reason("encrypted_file", {}))
    page = visit.go(f"/documents/{locked}")
    expect(page.get_by_role("heading", name="Ce document a été mis à l’écart")).to_be_visible()
    expect(page.locator(".reason")).to_contain_text("mot de passe")
    expect(page.get_by_role("link", name="Déposer un autre fichier")).to_be_visible()
    slow = archive.lay_stopped("long.pdf", Status.FAILED, Reason("reading_timed_out", {"seconds": 120}))
    visit.go(f"/documents/{slow}")
    expect(page.locator(".reason")).to_have_text("La lecture a été arrêtée après 120 secondes.")


def test_a_document_on_its_road_fills_itself_in(visit: Any, archive: Any, letter: Any) -> None:
    sheet, fields = letter
    travelling = archive.lay_unfinished("scan.pdf", Status.READING, done=2, total=9)
    page = visit.go(f"/documents/{travelling}")
    expect(page.locator(".working-state")).to_have_text("Lecture, page 3 sur 9")
    archive.documents.progress(travelling, 6, 9)
    expect(page.locator(".working-state")).to_have_text("Lecture, page 7 sur 9")
    text = replace(sheet.page(), image=None)
    archive.contents.keep_pages(travelling, "reading", "-", Document("0" * 64, "application/pdf", (text,)), {})
    archive.contents.keep_fields(travelling, "indexing", "-", fields)
    archive.documents.finish(travelling, Status.INDEXED)
    expect(page.locator("#announcements")).to_have_text("Le document est prêt.")
    _field(page, "Amlodipine").click()
    expect(page.locator(".spot.chosen").first).to_be_visible()


def test_an_unknown_document_is_said_to_be_missing(visit: Any) -> None:
    page = visit.go("/documents/0199c2a4-7c1e-7d3a-9b0e-2f6a1c5d8e47")
    expect(page.get_by_role("heading", name="Document introuvable")).to_be_visible()
    assert visit.forgive_refused_loads() == 1
