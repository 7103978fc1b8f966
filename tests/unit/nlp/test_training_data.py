from __future__ import annotations

import gzip
import json
from pathlib import Path

from nlp.tagger.data import Annotation, Example, frasimed, gold, unannotated, without_overlap
from nlp.tagger.learning import matches
from nlp.tagger.noise import noisy
from nlp.text import ClinicalText


def example(text: str, *named: str) -> Example:
    places = [(text.index(words), text.index(words) + len(words)) for words in named]
    return Example("r1", ClinicalText.of(text), tuple(Annotation(s, e, "CONDITION", "present") for s, e in places))


def test_annotations_move_with_their_words_through_a_bad_scan() -> None:
    whole = example("Hypertension artérielle équilibrée, fièvre élevée. " * 3, "Hypertension artérielle", "fièvre")
    changed = 0
    for seed in range(20):
        scanned = noisy(whole, 0.05, seed)
        changed += scanned.text.document.text != whole.text.document.text
        for before, after in zip(whole.annotations, scanned.annotations, strict=True):
            words = scanned.text.document.text[after.start : after.end]
            assert abs(len(words) - (before.end - before.start)) <= 6
            assert set(words.lower()) & set("hypertnsiofv")
    assert changed == 20


def test_no_error_leaves_the_text_as_it_is() -> None:
    whole = example("Fièvre élevée", "Fièvre")
    assert noisy(whole, 0.0, 1).text.document.text == whole.text.document.text


def test_of_overlapping_annotations_the_longest_stays() -> None:
    long, short, apart = Annotation(0, 10, "CONDITION"), Annotation(5, 8, "CONDITION"), Annotation(10, 12, "PROCEDURE")
    assert without_overlap([short, apart, long]) == [long, apart]


def test_names_are_matched_one_to_one_best_first() -> None:
    proposed = ["fracture de hanche", "fracture de la hanche gauche", "toux"]
    wanted = ["Fracture de hanche gauche", "Dyspnée"]
    assert matches(proposed, wanted) == {1: 0}


def test_gold_and_frasimed_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "frasimed").mkdir()
    (tmp_path / "parhaf_reports").mkdir()
    text = "Toux. Appendicectomie."
    row = {
        "id": "r1",
        "conditions": [{"start": 0, "end": 4, "assertion": "present", "main": True}],
        "procedures": [{"start": 6, "end": 21, "status": "history"}],
    }
    (tmp_path / "gold" / "texts.jsonl").write_text(json.dumps({"id": "r1", "text": text}))
    (tmp_path / "gold" / "train.jsonl").write_text(json.dumps(row))
    reports = [{"id": "r1", "text": text}, {"id": "r2", "text": "Fièvre."}]
    (tmp_path / "parhaf_reports" / "reports.jsonl").write_text("\n".join(map(json.dumps, reports)))
    case = {"id": "c", "text": "Un mélanome.", "entities": [{"spans": [[3, 11]], "label": "morphology-onco"}]}
    for name in ("cantemist", "distemist"):
        with gzip.open(tmp_path / "frasimed" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(case if name == "cantemist" else case | {"entities": []}))
    (report,) = gold(tmp_path, "train")
    assert [(a.label, a.main) for a in report.annotations] == [("CONDITION_present", True), ("PROCEDURE", False)]
    assert [name for name, _ in unannotated(tmp_path, {"r1"})] == ["r2"]
    assert [[a.label for a in piece.annotations] for piece in frasimed(tmp_path)] == [[], ["MORPHOLOGY"]]
