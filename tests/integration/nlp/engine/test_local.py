"""A real llama.cpp in its child, on a model that knows nothing: what goes wrong, goes wrong in a known way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nlp.llm.engine.local import process
from nlp.llm.engine.local.model import LocalLanguageModel
from nlp.llm.model import Ending
from records.errors import (
    LanguageModelBusy,
    LanguageModelError,
    LanguageModelFailed,
    LanguageModelUnusable,
    QuestionTooLong,
)
from tests.integration.nlp.engine.conftest import LETTER, question
from tests.tiny_model import write_tiny_model


def child_pid(model: LocalLanguageModel) -> int:
    assert model.context_tokens
    child = model._child
    assert child is not None
    return child.pid


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = (
                Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
            )
        except OSError:
            return True
        if state == "Z":
            return True
        threading.Event().wait(0.02)
    return False


def test_garbage_comes_out_inside_the_grammar(tiny: LocalLanguageModel) -> None:
    answers = [tiny.ask(question(f"Ligne {number}.")) for number in range(5)]
    for answer in answers:
        said = json.loads(answer.text)
        assert set(said) == {"quote", "fever"}
        assert said["fever"] in {"oui", "non"}
        assert len(said["quote"]) <= 20 * 4
        assert answer.ending is Ending.COMPLETE
        assert answer.answer_tokens > 0


def test_the_same_question_gets_the_same_answer_also_from_another_child(tiny: LocalLanguageModel) -> None:
    first = tiny.ask(question("Toux."))
    tiny.ask(question("Fièvre."))
    assert tiny.ask(question("Toux.")) == first
    tiny.cancel()
    assert tiny.ask(question("Toux.")) == first


def test_endless_output_is_cut(tiny: LocalLanguageModel) -> None:
    answer = tiny.ask(question(schema=LETTER, max_tokens=30))
    assert (answer.ending, answer.answer_tokens) == (Ending.CUT, 30)


def test_an_answer_that_takes_too_long_is_broken_off_and_the_next_one_comes(tiny: LocalLanguageModel) -> None:
    pid = child_pid(tiny)
    with pytest.raises(LanguageModelFailed, match=r"0\.05 s"):
        tiny.ask(question(schema=LETTER, max_tokens=3500, seconds=0.05))
    assert gone(pid)
    assert tiny.ask(question()).ending is Ending.COMPLETE


def test_a_child_killed_in_the_middle_of_an_answer_costs_that_answer_only(tiny: LocalLanguageModel) -> None:
    pid = child_pid(tiny)
    threading.Timer(0.1, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(LanguageModelFailed, match="ended"):
        tiny.ask(question(schema=LETTER, max_tokens=3500))
    assert tiny.ask(question()).ending is Ending.COMPLETE
    assert child_pid(tiny) != pid


def test_an_answer_can_be_cancelled(tiny: LocalLanguageModel) -> None:
    assert tiny.context_tokens
    threading.Timer(0.1, tiny.cancel).start()
    with pytest.raises(LanguageModelFailed):
        tiny.ask(question(schema=LETTER, max_tokens=3500))


def test_what_does_not_fit_the_context_is_refused_before_it_is_read(tiny: LocalLanguageModel) -> None:
    assert tiny.context_tokens == 4096
    with pytest.raises(QuestionTooLong) as refused:
        tiny.ask(question("a" * 5000))
    assert refused.value.details["limit"] == 4096
    assert int(refused.value.details["tokens"]) > 5200


def test_two_threads_that_ask_at_once_both_get_their_own_answer(tiny: LocalLanguageModel) -> None:
    alone = {text: tiny.ask(question(text)) for text in ("Toux.", "Fièvre.", "Nausées.")}
    with ThreadPoolExecutor(3) as threads:
        together = dict(zip(alone, threads.map(lambda text: tiny.ask(question(text)), alone), strict=True))
    assert together == alone


def test_more_questions_than_may_wait_are_refused(tiny: LocalLanguageModel) -> None:
    assert tiny.context_tokens

    def ask(_: int) -> str:
        try:
            return tiny.ask(question(schema=LETTER, max_tokens=500)).ending
        except LanguageModelBusy:
            return "busy"

    with ThreadPoolExecutor(6) as threads:
        endings = sorted(threads.map(ask, range(6)))
    assert endings == ["busy"] * 3 + ["cut"] * 3


def test_tokens_are_counted_while_a_question_is_being_answered(tiny: LocalLanguageModel) -> None:
    assert tiny.count_tokens("Fièvre") == len("Fièvre".encode())
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(tiny.ask, question(schema=LETTER, max_tokens=3500))
        assert tiny.count_tokens("Toux") == 4
        assert not answer.done()
        tiny.cancel()
        assert isinstance(answer.exception(), LanguageModelFailed)


def test_the_child_ends_with_who_asks(tiny_file: Path) -> None:
    model = LocalLanguageModel(tiny_file, "tiny")
    pid = child_pid(model)
    model.close()
    assert gone(pid)
    with pytest.raises(LanguageModelFailed):
        model.ask(question())


def test_the_child_does_not_outlive_a_parent_that_was_killed(tiny_file: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from nlp.llm.engine.local.model import LocalLanguageModel\n"
        f"model = LocalLanguageModel(Path({str(tiny_file)!r}), 'tiny'); assert model.context_tokens\n"
        "print(model._child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    assert gone(pid)


def test_the_child_is_confined_bound_and_knows_no_setting_of_the_service(
    tiny: LocalLanguageModel, tiny_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANAMNESE_LANGUAGE_MODEL_KEY_FILE", "/secret")
    status = Path(f"/proc/{child_pid(tiny)}")
    assert "NoNewPrivs:\t1" in (status / "status").read_text(encoding="ascii")
    assert b"ANAMNESE" not in (status / "environ").read_bytes()
    limits = (status / "limits").read_text(encoding="ascii")
    assert str(2 * tiny_file.stat().st_size + (6 << 30)) in limits


def test_without_llama_cpp_the_model_is_said_to_be_unusable(
    tiny_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "llama_cpp.py").write_text("raise ImportError('not built')", encoding="ascii")
    usual = process._environment()
    path = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{usual['PYTHONPATH']}"}
    monkeypatch.setattr(process, "_environment", lambda: usual | path)
    model = LocalLanguageModel(tiny_file, "tiny")
    with pytest.raises(LanguageModelUnusable, match="not installed"):
        model.ask(question())
    (tmp_path / "llama_cpp.py").unlink()  # it was being compiled
    assert model.ask(question()).ending is Ending.COMPLETE
    model.close()


@pytest.mark.parametrize("content", [b"", b"GGUF", b"GGUF\x03\x00\x00\x00" + b"\xff" * 200, b"not a model" * 100])
def test_a_file_that_is_no_model_is_unusable(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "wrong.gguf"
    file.write_bytes(content)
    model = LocalLanguageModel(file, "wrong")
    with pytest.raises(LanguageModelUnusable, match="does not load"):
        model.ask(question())
    with pytest.raises(LanguageModelUnusable):
        assert model.context_tokens
    model.close()


def test_a_model_cut_short_is_no_answer(tiny_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "cut.gguf"
    file.write_bytes(tiny_file.read_bytes()[:-100_000])
    model = LocalLanguageModel(file, "cut")
    with pytest.raises(LanguageModelError):
        model.ask(question())
    model.close()


def test_a_model_that_cannot_converse_is_unusable(tmp_path: Path) -> None:
    file = write_tiny_model(tmp_path / "broken.gguf", template="{% for %}")
    model = LocalLanguageModel(file, "broken")
    with pytest.raises(LanguageModelUnusable, match="template"):
        model.ask(question())
    model.close()


def test_a_grammar_that_does_not_compile_is_never_answered_without_one(tiny: LocalLanguageModel) -> None:
    item = {"type": "string", "maxLength": 3000}
    schema = {"type": "object", "properties": {"items": {"type": "array", "items": item, "maxItems": 3000}}}
    with pytest.raises(LanguageModelUnusable, match="does not compile"):
        tiny.ask(question(schema=schema))
    with pytest.raises(LanguageModelUnusable, match="no grammar"):
        tiny.ask(question(schema={"$ref": "#/nowhere"}))
    assert tiny.ask(question()).ending is Ending.COMPLETE
