"""Letters as files hold them and as everybody writes them."""

from __future__ import annotations

import unicodedata

import pytest

from ingestion.letters import usual


@pytest.mark.parametrize(
    ("held", "written"),
    [
        (unicodedata.normalize("NFD", "Fièvre à 39 °C, œdème, Évry"), "Fièvre à 39 °C, œdème, Évry"),
        ("ﬁèvre, insuﬃsance rénale, ﬂutter", "fièvre, insuffisance rénale, flutter"),
        ("plain text", "plain text"),
        ("━" * 40 + " e\u0301té", "━" * 40 + " été"),
    ],
)
def test_accents_join_their_letter_and_ligatures_are_spelt_out(held: str, written: str) -> None:
    assert usual(held) == written


def test_v5_2_a_heap_of_accents_is_cut_to_what_a_letter_can_have() -> None:
    # Putting a heap in order takes the square of its length: 240 KB of it stopped the service.
    read = usual("Hépatite a" + "\u0301" * 200_000 + "\u0323" * 200_000 + " B")
    assert len(read) < 50
    assert read.startswith("Hépatite ")
    assert read.endswith(" B")
