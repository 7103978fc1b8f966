"""What the form of a language model's answers, and the code that places them, lose when every answer is right.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.llm_form

The annotations of the training reports are put into the very answers that a model is asked for, and read back.
No model takes part: these figures are a ceiling, not a result.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.indexing import by_id
from nlp.llm.model import Answer, Ending, Question
from nlp.llm.passes import PassName
from nlp.llm.reader import LanguageModelReader
from nlp.llm.training.answers import answer_to
from nlp.scoring import score
from nlp.text import ClinicalText
from records.record_json import record_json


class RightAnswers:
    """Answers as a person annotated the report."""

    name = "annotations"
    context_tokens = 32_768

    def __init__(self, report: Mapping[str, Any]) -> None:
        self._report = report
        self.characters = 0

    def count_tokens(self, text: str) -> int:
        """An upper bound for what people write."""
        return len(text)

    def ask(self, question: Question) -> Answer:
        """The pass is the last word of the question's first line; asked again, it says the same."""
        lines = question.messages[-1].text.splitlines()
        asked = next(line for line in reversed(lines) if line.startswith("Question"))
        answer = answer_to(self._report, PassName(asked.rpartition(" ")[2]))
        self.characters += len(answer)
        return Answer(answer, Ending.COMPLETE, 0, 0)


def main() -> None:
    """Print F1 by group."""
    if "ANAMNESE_DATA" not in os.environ:
        sys.exit("set ANAMNESE_DATA")
    gold = Path(os.environ["ANAMNESE_DATA"]) / "documents" / "gold"
    texts = by_id(gold / "texts.jsonl")
    pairs, lost, characters = [], 0, 0
    for key, report in by_id(gold / "train.jsonl").items():
        text = texts[key]["text"]
        fields = LanguageModelReader(RightAnswers({**report, "text": text})).read(ClinicalText.of(text))
        lost += sum(field.evidence is None for field in fields)
        characters += sum(len(answer_to({**report, "text": text}, name)) for name in PassName)
        pairs.append((report, record_json("", [field for field in fields if field.evidence is not None])))
    print("| group | F1 | right | spurious | missed |\n|---|---:|---:|---:|---:|")
    for group, tally in score(pairs).items():
        figure = "–" if tally.f1 is None else f"{tally.f1:.3f}"
        print(f"| {group} | {figure} | {tally.right} | {tally.spurious} | {tally.missed} |")
    print(f"\n{len(pairs)} reports, {lost} answers without a place, {characters / len(pairs):.0f} characters each")


if __name__ == "__main__":
    main()
