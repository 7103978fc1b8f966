"""Rows and cells: between rules, by columns that stand straight, and nowhere else."""

from __future__ import annotations

import pytest

from ingestion.layout import PageText, compose
from ingestion.reading_order import Line, PlacedWord
from ingestion.treatment.rules import Rule, Rules

LETTER, SPACE, PITCH = 6.0, 3.0, 20.0
PAGE = (600.0, 800.0)

LAB_SHEET = [
    ["Analyse", "Résultat", "Unité", "Valeurs de référence"],
    ["Sodium", "139", "mmol/L", "136 - 145"],
    ["Potassium", "4,1", "mmol/L", "3,5 - 5,1"],
    ["Hémoglobine", "<0,5", "g/dL", ""],
]
COLUMNS = [40.0, 220.0, 300.0, 380.0, 560.0]


def line(text: str, top: float, left: float) -> Line:
    words = []
    for word in text.split():
        right = left + LETTER * len(word)
        words.append(PlacedWord(word, left, top, right, top + 10))
        left = right + SPACE
    return Line(tuple(words))


def drawn(rows: list[list[str]], top: float = 100.0, columns: list[float] = COLUMNS) -> list[Line]:
    """Each cell a line at its column; `\\n` in a cell wraps it 12 units lower, and the row gets taller."""
    lines = []
    for row in rows:
        for cell, left in zip(row, columns, strict=False):
            lines += [line(part, top + 12 * at, left + 5) for at, part in enumerate(cell.split("\n")) if part]
        top += PITCH + 12 * max(cell.count("\n") for cell in row)
    return lines


def ruled(heights: list[float], columns: list[float] = COLUMNS) -> Rules:
    level = tuple(Rule(at, columns[0], columns[-1], 1) for at in heights)
    return Rules(level, tuple(Rule(at, heights[0], heights[-1], 1) for at in columns))


def cells(page: PageText) -> list[list[list[str]]]:
    return [table.texts(page.text) for table in page.tables]


@pytest.mark.parametrize("rules", [Rules(), ruled([95.0, 115.0, 135.0, 155.0, 175.0])], ids=["plain", "ruled"])
def test_a_lab_sheet_is_rows_and_cells(rules: Rules) -> None:
    page = compose(drawn(LAB_SHEET), *PAGE, rules)
    assert cells(page) == [LAB_SHEET]
    assert page.tables[0].header_rows == 1
    assert "Potassium 4,1 mmol/L 3,5 - 5,1" in page.text.split("\n")


def test_cells_know_where_they_stand() -> None:
    page = compose(drawn(LAB_SHEET), *PAGE, ruled([95.0, 115.0, 135.0, 155.0, 175.0]))
    sodium = page.tables[0].rows[1][1]
    assert page.text[sodium.start : sodium.end] == "139"
    assert (sodium.box.left, sodium.box.right) == pytest.approx((220 / 600, 300 / 600), abs=1e-4)
    assert (sodium.box.top, sodium.box.bottom) == pytest.approx((115 / 800, 135 / 800), abs=1e-4)
    empty = page.tables[0].rows[3][3]
    assert empty.start == empty.end
    assert empty.box.right == pytest.approx(560 / 600, abs=1e-4)


def test_a_wrapped_cell_stays_whole_between_rules() -> None:
    rows = [["Vitesse de\nsédimentation", "12", "mm", "inférieure\nà 20"], ["CRP", "<1,0", "mg/L", "< 5,0"]]
    page = compose(drawn(rows), *PAGE, ruled([95.0, 127.0, 147.0]))
    assert page.text.split("\n")[0] == "Vitesse de sédimentation 12 mm inférieure à 20"
    assert cells(page)[0][0] == ["Vitesse de sédimentation", "12", "mm", "inférieure à 20"]


def test_a_wrapped_cell_stays_whole_without_rules() -> None:
    rows = [
        ["Analyse", "Résultat", "Unité", "Référence"],
        ["Vitesse de\nsédimentation", "12", "mm", "inférieure\nà 20"],
        ["CRP", "<1,0", "mg/L", "< 5,0"],
        ["Temps de\ncéphaline", "32", "s", "25 - 38"],
    ]
    assert cells(compose(drawn(rows), *PAGE))[0][1] == ["Vitesse de sédimentation", "12", "mm", "inférieure à 20"]


def test_rows_without_rules_between_them_are_rows() -> None:
    page = compose(drawn(LAB_SHEET), *PAGE, ruled([95.0, 115.0, 180.0]))
    assert cells(page) == [LAB_SHEET]


def test_a_method_below_its_analyte_is_a_row_of_its_own() -> None:
    rows = [
        ["Glycémie", "0,88", "g/L", "0,70 - 1,08"],
        ["(hexokinase)", "4,89", "mmol/L", "3,89 - 6,00"],
        ["ASAT", "45", "UI/L", "10 - 50"],
        ["(IFCC)", "", "", ""],
        ["ALAT", "49", "UI/L", "10 - 50"],
    ]
    assert cells(compose(drawn(rows), *PAGE)) == [rows]


def test_a_merged_heading_stands_in_its_first_column() -> None:
    rows = [["Biochimie", "", "", ""], *LAB_SHEET[1:]]
    heights = [95.0, 115.0, 135.0, 155.0, 175.0]
    uprights = tuple(Rule(at, 95 if at in (40.0, 560.0) else 115, 175, 1) for at in COLUMNS)
    page = compose(drawn(rows), *PAGE, Rules(ruled(heights).level, uprights))
    assert cells(page) == [rows]


def test_text_around_a_table_stays_where_it_was() -> None:
    before = line("Bilan sanguin du matin", 60, 40)
    after = line("Conclusion : bilan sans anomalie", 220, 40)
    page = compose([after, *drawn(LAB_SHEET), before], *PAGE)
    assert page.text.startswith("Bilan sanguin du matin")
    assert page.text.endswith("Conclusion : bilan sans anomalie")


def test_running_text_is_no_table() -> None:
    prose = [
        "Le patient est adressé pour une altération de l'état général depuis trois semaines",
        "avec une toux grasse et une fièvre à 38,5 °C sans dyspnée ni douleur thoracique",
        "chez un fumeur à trente paquets-années suivi pour une hypertension artérielle",
    ]
    page = compose([line(text, 100 + 14 * at, 40) for at, text in enumerate(prose)], *PAGE)
    assert page.tables == ()


def test_a_frame_around_a_paragraph_is_no_table() -> None:
    page = compose(drawn([["Repos strict pendant cinq jours"]]), *PAGE, ruled([95.0, 120.0], [40.0, 560.0]))
    assert page.tables == ()
    assert page.text == "Repos strict pendant cinq jours"


def test_frames_side_by_side_are_read_one_after_the_other() -> None:
    left = ["Laboratoire du Parc", "12 rue des Lilas", "75014 Paris", "Tél. 01 02 03 04 05", "Fax 01 02 03 04 06"]
    right = ["Docteur Anne Petit", "Cabinet médical", "3 place Carnot", "69002 Lyon", "France"]
    lines = [line(text, 100 + 14 * at, 45) for at, text in enumerate(left)]
    lines += [line(text, 100 + 14 * at, 325) for at, text in enumerate(right)]
    page = compose(lines, *PAGE, ruled([95.0, 175.0], [40.0, 310.0, 560.0]))
    assert page.text.split("\n") == [*left, *right]
    assert page.tables == ()


def test_a_table_beside_text_keeps_its_rows() -> None:
    prose = [line("texte courant qui remplit sa colonne jusqu'au bord", 100 + 14 * at, 20) for at in range(8)]
    narrow = [["Sodium", "139"], ["Potassium", "4,1"], ["Chlore", "101"], ["Calcium", "2,3"]]
    columns = [400.0, 500.0, 580.0]
    heights = [95.0, 115.0, 135.0, 155.0, 175.0]
    page = compose([*prose, *drawn(narrow, columns=columns)], *PAGE, ruled(heights, columns))
    assert cells(page) == [narrow]
