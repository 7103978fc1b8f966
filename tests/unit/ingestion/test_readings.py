"""Two readings of one page, and what is tidied in each."""

from __future__ import annotations

from ingestion.ocr import OcrWord
from ingestion.ocr.engine import sureness, words_of_tsv
from ingestion.ocr.merge import merge_readings
from ingestion.ocr.tidy import tidied_lines


def word(text: str, left: int, confidence: float, width: int = 40, line: int = 1) -> OcrWord:
    return OcrWord(text, left, 100 * line, left + width, 100 * line + 20, confidence, (1, 1, line))


def texts(words: list[OcrWord]) -> list[str]:
    return [item.text for item in words]


def test_the_likelier_reading_of_a_word_stays() -> None:
    tesseract = [word("Créatinine", 0, 0.9), word("métastauque", 60, 0.5)]
    neural = [word("Créatmine", 1, 0.95), word("métastatique", 61, 0.98)]
    merged = merge_readings(tesseract, neural)
    assert texts(merged) == ["Créatinine", "métastatique"]
    assert {item.line for item in merged} == {(1, 1, 1)}


def test_accents_are_tesseract_s_where_nothing_else_differs() -> None:
    assert texts(merge_readings([word("scanner", 0, 0.9)], [word("scannér", 0, 0.95)])) == ["scanner"]


def test_spaces_are_tesseract_s_where_nothing_else_differs() -> None:
    tesseract = [word("12/8,", 0, 0.7, 40), word("80", 50, 0.7, 20)]
    assert texts(merge_readings(tesseract, [word("12/8,80", 0, 0.99, 70)])) == ["12/8,", "80"]


def test_what_was_read_surely_stays_where_that_is_asked_for() -> None:
    tesseract, neural = [word("métastauque", 0, 0.9)], [word("métastatique", 0, 0.98)]
    assert texts(merge_readings(tesseract, neural)) == ["métastatique"]
    assert texts(merge_readings(tesseract, neural, sure=0.88)) == ["métastauque"]


def test_a_word_that_was_cut_is_replaced_whole() -> None:
    merged = merge_readings(
        [word("para", 0, 0.3, 40), word("cétamoI", 45, 0.3, 60)], [word("paracétamol", 0, 0.97, 105)]
    )
    assert texts(merged) == ["paracétamol"]


def test_only_sure_words_are_added_and_dirt_that_one_reader_saw_is_dropped() -> None:
    tesseract = [word("Na", 0, 0.9), word("i", 600, 0.1)]
    neural = [word("139", 300, 0.8), word("xq", 400, 0.3), word("|", 500, 0.9)]
    assert texts(merge_readings(tesseract, neural)) == ["Na", "139"]


def test_where_one_reader_saw_nothing_the_other_is_believed() -> None:
    words = [word("Ordonnance", 0, 0.9)]
    assert merge_readings(words, []) == merge_readings([], words) == words


def test_sureness_weighs_letters() -> None:
    assert sureness([word("abc", 0, 1.0), word("d", 50, 0.0)]) == 0.75
    assert sureness([]) == 0.0


def test_a_number_cut_at_its_comma_is_whole_again() -> None:
    line = [word("Potassium", 0, 0.9), word("4,", 60, 0.9, 15), word("1", 80, 0.8, 8), word("mmol/L", 120, 0.9)]
    assert [texts(cleaned) for cleaned in tidied_lines(line)] == [["Potassium", "4,1", "mmol/L"]]


def test_two_numbers_with_a_space_between_them_stay_two() -> None:
    line = [word("TA", 0, 0.9), word("12/8,", 50, 0.9, 45), word("80", 103, 0.9, 20)]
    assert [texts(cleaned) for cleaned in tidied_lines(line)] == [["TA", "12/8,", "80"]]


def test_the_number_of_a_list_entry_stays_apart() -> None:
    line = [word("1.", 0, 0.9, 15), word("20", 20, 0.9, 20), word("mg", 60, 0.9)]
    assert [texts(cleaned) for cleaned in tidied_lines(line)] == [["1.", "20", "mg"]]


def test_the_edge_of_the_sheet_is_no_text() -> None:
    line = [word("|", 0, 0.4), word("Sortie", 30, 0.9), word("—", 90, 0.2), word("-", 120, 0.9)]
    assert [texts(cleaned) for cleaned in tidied_lines(line)] == [["Sortie", "-"]]


def test_the_table_of_words_is_read_even_with_quotes_in_it() -> None:
    rows = (
        "4\t1\t1\t1\t1\t0\t0\t0\t90\t20\t-1\t",
        '5\t1\t1\t1\t1\t1\t10\t5\t30\t12\t93.5\t"Vu',
        "5\t1\t1\t1\t1\t2\t50\t5\t30\t12\t0\t ",
    )
    (only,) = words_of_tsv("\n".join(rows))
    assert (only.text, only.left, only.bottom, only.confidence) == ('"Vu', 10, 17, 0.935)


def test_a_coloured_bar_before_a_heading_is_no_text() -> None:
    heading = [word("]", 0, 0.95, 8), word("Traitement", 30, 0.9), word("habituel", 90, 0.9)]
    bar_alone = [word("|", 0, 0.95, 8, line=2)]
    assert [texts(cleaned) for cleaned in tidied_lines([*heading, *bar_alone])] == [["Traitement", "habituel"]]
