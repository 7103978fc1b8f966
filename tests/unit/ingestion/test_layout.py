"""From lines on a page to text: order, paragraphs, wraps."""

from __future__ import annotations

import unicodedata

import pytest

from ingestion.layout import PageText, compose
from ingestion.reading_order import Line, PlacedWord

LETTER, PITCH, SPACE = 5.0, 14.0, 3.0
PAGE = (500.0, 700.0)


def line(text: str, row: float, left: float = 50.0) -> Line:
    """A line of fixed-width letters on that row."""
    words = []
    for word in text.split():
        right = left + LETTER * len(word)
        words.append(PlacedWord(word, left, row * PITCH, right, row * PITCH + 10))
        left = right + SPACE
    return Line(tuple(words))


def composed(*lines: Line) -> PageText:
    return compose(lines, *PAGE)


def wrapped_after(text: PageText) -> list[str]:
    return [text.text[:place].split()[-1] for place in text.soft_breaks]


def test_a_line_that_ends_because_it_is_full_is_a_wrap() -> None:
    text = composed(
        line("Le patient est hospitalisé pour une altération de l'état général avec une", 1),
        line("fièvre évoluant depuis trois jours et une toux grasse sans dyspnée chez un", 2),
        line("fumeur.", 3),
    )
    assert wrapped_after(text) == ["une", "un"]
    assert "avec une\nfièvre" in text.text


def test_entries_of_a_list_are_never_glued() -> None:
    text = composed(
        line("- Amoxicilline 1 g trois fois par jour pendant sept jours puis réévaluation au", 1),
        line("- Paracétamol 1 g si douleur ou fièvre, sans dépasser quatre prises par jour au", 2),
        line("- Repos", 3),
    )
    assert text.soft_breaks == ()


def test_a_short_line_was_ended_by_its_writer() -> None:
    text = composed(
        line("Antécédents", 1),
        line("Hypertension artérielle traitée depuis dix ans par un inhibiteur de l'enzyme de", 2),
        line("conversion et un diurétique.", 3),
    )
    assert wrapped_after(text) == ["de"]


def test_a_wider_gap_starts_a_paragraph() -> None:
    text = composed(line("Premier point", 1), line("suite du point", 2), line("Second point", 3.5))
    assert text.text == "Premier point\nsuite du point\n\nSecond point"


def test_a_label_is_read_with_its_value_whatever_the_order_it_came_in() -> None:
    text = composed(line("Sodium", 1), line("Potassium", 2), line("139 mmol/L", 1, 300), line("4,1 mmol/L", 2, 300))
    assert text.text == "Sodium 139 mmol/L\nPotassium 4,1 mmol/L"


def test_short_lines_side_by_side_on_different_levels_are_columns() -> None:
    left = [line(f"Réponse numéro {row}", row) for row in range(1, 11)]
    right = [line(f"Question numéro {row}", row + 0.5, 300) for row in range(1, 11)]
    text = composed(*left, *right)
    assert text.text.index("Réponse numéro 10") < text.text.index("Question numéro 1\n")


def test_words_know_their_place() -> None:
    text = composed(line("Hémoglobine 13,2 g/dL", 1), line("Plaquettes 210 G/L", 2))
    assert [text.text[word.start : word.end] for word in text.words] == text.text.split()


SENDER = [
    "Centre hospitalier de Vallonne",
    "Service de cardiologie",
    "Docteur Anne Mercier",
    "Secrétariat 04 72 00 00 00",
]
ADDRESSEE = ["Madame Odile Ravenel", "12 rue des Lilas", "69002 LYON"]


@pytest.mark.parametrize("lower", [0.0, 0.3, 0.6])
def test_sender_and_addressee_side_by_side_are_read_one_after_the_other(lower: float) -> None:
    lines = [line(text, row) for row, text in enumerate(SENDER, start=1)]
    lines += [line(text, row + lower, 300) for row, text in enumerate(ADDRESSEE, start=1)]
    body = [line("Lyon, le 3 février", 7, 300), line("Chère Madame,", 9), line("Votre examen est normal.", 10)]
    text = composed(*lines, *body).text
    assert text.replace("\n\n", "\n").split("\n")[:7] == [*SENDER, *ADDRESSEE]


def test_labels_beside_an_address_stay_with_it() -> None:
    form = [("Nom :", "Ravenel"), ("Prénom :", "Odile"), ("Adresse :", "12 rue des Lilas"), ("Ville :", "69002 LYON")]
    lines = [
        line(part, row, left) for row, pair in enumerate(form, 1) for part, left in zip(pair, (50, 300), strict=True)
    ]
    assert composed(*lines).text.split("\n") == [f"{label} {value}" for label, value in form]


def test_three_columns_of_running_text_are_read_one_after_the_other() -> None:
    texts = [f"colonne {column} texte courant rang {row}" for column in range(3) for row in range(8)]
    lines = [line(text, at % 8 + 1, 20 + 160 * (at // 8)) for at, text in enumerate(texts)]
    assert composed(*lines).text.replace("\n\n", "\n").replace("\n", " ") == " ".join(texts)


def test_accents_behind_their_letter_join_it_and_places_follow() -> None:
    sentence = "Hospitalisée à Orléans : fièvre élevée"
    text = composed(line(unicodedata.normalize("NFD", sentence), 1))
    assert text.text == sentence
    assert [text.text[word.start : word.end] for word in text.words] == sentence.split()
