"""Documents are found by the API and on the page, and hits open their page at the words."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from httpx import Client

Finished = Callable[[Client, str], dict[str, Any]]
SEARCH = "/api/v1/search"


@pytest.fixture(scope="module")
def ids(client: Client, finished: Finished, report: bytes, scan: bytes) -> list[str]:
    """The report as text and as a scan."""
    handed_in = []
    for name, content in (("rapport.txt", report), ("<b>scan</b>.png", scan)):
        answer = client.post("/api/v1/documents", files={"file": (name, content)}).json()
        finished(client, answer["status_url"])
        handed_in.append(answer["id"])
    return handed_in


def test_a_word_finds_both_and_shows_where(client: Client, ids: list[str]) -> None:
    answer = client.get(SEARCH, params={"q": "consultations ravenel"}).json()
    assert {hit["id"] for hit in answer["hits"]} == set(ids)
    assert (answer["total"], answer["more_than_total"], answer["next"]) == (2, False, None)
    for hit in answer["hits"]:
        place = hit["highlights"][0]
        page = client.get(f"/api/v1/documents/{hit['id']}/pages/{place['page']}").json()
        marked = {page["text"][mark["start"] : mark["end"]].lower() for mark in place["marks"]}
        assert marked & {"consultation", "ravenel"}
        assert place["boxes"], "where to look on the page"


def test_filters_and_comparisons_are_understood(client: Client, ids: list[str]) -> None:
    answer = client.get(SEARCH, params={"q": "température > 38 service:cardiologie -HTA", "limit": 1}).json()
    assert [one["kind"] for one in answer["understood"]] == ["measure", "facet", "words"]
    assert answer["understood"][2] == {
        "kind": "words",
        "written": "hta",
        "excluded": True,
        "also": ["hypertension artérielle", "high blood pressure"],
    }
    assert answer["total"] == 2
    further = client.get(SEARCH, params={"q": "température > 38", "limit": 1, "after": answer["next"]}).json()
    assert {answer["hits"][0]["id"], further["hits"][0]["id"]} == set(ids)


def test_a_mistyped_word_is_offered(client: Client, ids: list[str]) -> None:
    answer = client.get(SEARCH, params={"q": "ravenell"}).json()
    assert answer["did_you_mean"] == {"query": "ravenel", "words": [{"written": "ravenell", "meant": "ravenel"}]}
    page = client.get("/recherche", params={"q": "ravenell"})
    assert 'href="/recherche?q=ravenel"' in page.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "query_empty"),
        ("«»", "query_empty"),
        ('"cardiologie', "quote_not_closed"),
        ("couleur:bleu", "unknown_filter"),
        ("date:hier", "filter_value_invalid"),
        ("ca*", "prefix_too_short"),
        ("crp > beaucoup", "comparison_invalid"),
        ("> 3", "comparison_invalid"),
        ("x " * 40, "query_too_long"),
        ("x" * 600, "query_too_long"),
    ],
)
def test_queries_that_cannot_be_understood_are_refused_in_both_languages(client: Client, query: str, code: str) -> None:
    answer = client.get(SEARCH, params={"q": query})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    page = client.get("/recherche", params={"q": query}, headers={"Accept-Language": "fr"})
    if query:
        assert page.status_code == 422
        assert answer.json()["error"]["fr"] in unescape(page.text)


@pytest.mark.parametrize(
    "query", ["'", "a'b", "crp OR 1=1 --", "\\", "NEAR(a b)", "terms:a", "*", "(", "!", "&|", "\0a"]
)
def test_signs_of_the_databases_are_only_signs(client: Client, query: str) -> None:
    assert client.get(SEARCH, params={"q": query}).status_code in {200, 422}


def test_the_page_shows_hits_without_taking_their_words_for_markup(client: Client, ids: list[str]) -> None:
    page = client.get("/recherche", params={"q": "HTA ravenel"}, headers={"Accept-Language": "fr"})
    assert page.status_code == 200
    page = client.get("/recherche", params={"q": "ravenel"}, headers={"Accept-Language": "fr"})
    assert "<mark>Ravenel</mark>" in page.text
    assert "<b>scan</b>" not in page.text
    assert "cardiologie" in page.text


def test_a_hit_opens_the_page_at_its_words(client: Client, ids: list[str]) -> None:
    for number, element in enumerate(("<mark", "<g")):
        hits = client.get(SEARCH, params={"q": "ravenel"}).json()["hits"]
        (hit,) = [hit for hit in hits if hit["id"] == ids[number]]
        page = client.get(hit["highlights"][0]["url"])
        assert f'{element} id="found"' in page.text
    assert client.get(f"/documents/{ids[0]}?mark=9-0-1").status_code == 200
    assert client.get(f"/documents/{ids[0]}?mark=nonsense").status_code == 422


def test_the_page_without_a_query_explains_itself(client: Client) -> None:
    for language, words in (("fr", "crp &gt; 100"), ("en", "department:")):
        assert words in client.get("/recherche", headers={"Accept-Language": language}).text
