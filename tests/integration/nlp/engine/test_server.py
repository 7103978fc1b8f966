"""Servers that speak the protocol of OpenAI, well and badly, on a real socket; behind the good one a real llama.cpp."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from nlp.llm.engine.local.model import LocalLanguageModel
from nlp.llm.engine.server.model import ServedLanguageModel
from nlp.llm.model import Ending, Message, Question, Role
from records.errors import (
    InvalidSetting,
    LanguageModelBusy,
    LanguageModelFailed,
    LanguageModelUnusable,
    QuestionTooLong,
)
from tests.integration.nlp.engine.conftest import question

Reply = tuple[int, dict[str, str], bytes]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    asked: list[tuple[str, dict[str, str], dict[str, Any]]]
    reply: Callable[[str, dict[str, Any]], Reply]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        status, headers, content = self.server.reply(self.path, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(reply: Callable[[str, dict[str, Any]], Reply]) -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    server.asked, server.reply = [], reply
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def asking(server: Server, **more: Any) -> Iterator[ServedLanguageModel]:
    model = ServedLanguageModel(server.url, "mistral", **more)
    try:
        yield model
    finally:
        model.close()


def said(content: object, status: int = 200) -> Callable[[str, dict[str, Any]], Reply]:
    return lambda path, body: (status, {}, json.dumps(content).encode())


def chat(text: str, reason: str = "stop") -> dict[str, Any]:
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": reason}
    return {"choices": [choice], "usage": {"prompt_tokens": 12, "completion_tokens": 3}}


def test_a_server_of_llama_cpp_is_asked_with_the_schema_and_keeps_to_it(tiny: LocalLanguageModel) -> None:
    def reply(path: str, body: dict[str, Any]) -> Reply:
        if path == "/tokenize":
            return 200, {}, json.dumps({"tokens": [0] * tiny.count_tokens(body["content"])}).encode()
        assert path == "/v1/chat/completions"
        messages = tuple(Message(Role(message["role"]), message["content"]) for message in body["messages"])
        schema = body["response_format"]["json_schema"]["schema"]
        answer = tiny.ask(Question(messages, schema, max_tokens=body["max_tokens"]))
        return 200, {}, json.dumps(chat(answer.text)).encode()

    with serving(reply) as server, asking(server) as model:
        assert model.ask(question()).text == tiny.ask(question()).text
        assert model.count_tokens("Fièvre") == 7
        body = server.asked[0][2]
        assert (body["temperature"], body["seed"], body["model"]) == (0, 0, "mistral")


def test_an_answer_tells_how_it_ended_and_what_it_took() -> None:
    with serving(said(chat('{"a": 1}'))) as server, asking(server) as model:
        answer = model.ask(question())
        assert (answer.text, answer.ending, answer.prompt_tokens, answer.answer_tokens) == (
            '{"a": 1}',
            Ending.COMPLETE,
            12,
            3,
        )
    with serving(said(chat('{"a": "b', "length"))) as server, asking(server) as model:
        assert model.ask(question()).ending is Ending.CUT


@pytest.mark.parametrize("text", ["Le patient n'a pas de fièvre.", "[1]", '{"a": 1} Voilà.', ""])
def test_a_server_that_passes_the_schema_over_is_unusable(text: str) -> None:
    with serving(said(chat(text))) as server, asking(server) as model, pytest.raises(LanguageModelUnusable):
        model.ask(question())


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (said({}, 503), LanguageModelFailed),
        (said({}, 429), LanguageModelFailed),
        (said({}, 401), LanguageModelUnusable),
        (said({}, 404), LanguageModelUnusable),
        (said({"error": {"message": "the request exceeds the available context size"}}, 400), QuestionTooLong),
        (said({"message": "This model's maximum context length is 4096 tokens."}, 400), QuestionTooLong),
        (said({"error": "?"}), LanguageModelUnusable),
        (said([]), LanguageModelUnusable),
        (said(chat("{}", "content_filter")), LanguageModelFailed),
        (lambda path, body: (200, {}, b"<html>"), LanguageModelUnusable),
        (lambda path, body: (200, {}, b"[" * 100_000), LanguageModelUnusable),
        (lambda path, body: (200, {}, b" " * 5_000_000), LanguageModelUnusable),
    ],
)
def test_what_goes_wrong_has_its_error(reply: Callable[[str, dict[str, Any]], Reply], error: type[Exception]) -> None:
    with serving(reply) as server, asking(server) as model, pytest.raises(error) as raised:
        model.ask(question())
    assert raised.type is error


def test_a_redirect_is_not_followed() -> None:
    with (
        serving(said(chat("{}"))) as elsewhere,
        serving(lambda path, body: (307, {"Location": elsewhere.url + "/chat/completions"}, b"")) as server,
        asking(server) as model,
    ):
        with pytest.raises(LanguageModelUnusable, match="307"):
            model.ask(question())
        assert elsewhere.asked == []


def test_a_proxy_of_the_environment_never_sees_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(said(chat("{}"))) as proxy, serving(said(chat('{"a": 1}'))) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        with asking(server) as model:
            assert model.ask(question()).text == '{"a": 1}'
        assert proxy.asked == []


def test_a_server_that_does_not_answer_is_left_in_time() -> None:
    ends = threading.Event()

    def wait(path: str, body: dict[str, Any]) -> Reply:
        ends.wait(20)
        return 200, {}, b""

    with serving(wait) as server, asking(server) as model:
        with pytest.raises(LanguageModelFailed, match=r"0\.1 s"):
            model.ask(question(seconds=0.1))
        ends.set()


def test_a_server_that_is_not_there_is_said_to_be_so() -> None:
    with serving(said({})) as server:
        url = server.url
    model = ServedLanguageModel(url, "mistral")
    with pytest.raises(LanguageModelFailed, match="reached"):
        model.ask(question())
    model.close()


def test_questions_run_side_by_side_and_no_more_than_may_wait_are_taken() -> None:
    both, rest = threading.Barrier(2), threading.Event()

    def reply(path: str, body: dict[str, Any]) -> Reply:
        both.wait(20)  # passes only when two are asked at once
        rest.wait(20)
        return 200, {}, json.dumps(chat("{}")).encode()

    with serving(reply) as server, asking(server, parallel=2, max_waiting=0) as model, ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(model.ask, question()) for _ in range(2)]
        while both.n_waiting or len(server.asked) < 2:
            threading.Event().wait(0.01)
        with pytest.raises(LanguageModelBusy):
            model.ask(question())
        rest.set()
        assert [answer.result().text for answer in answers] == ["{}", "{}"]


def test_the_key_goes_to_the_server_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(said({}, 401)) as server, asking(server, key="s3cret-key") as model:
        with pytest.raises(LanguageModelUnusable) as raised:
            model.ask(question("Madame Untel tousse."))
        assert server.asked[0][1]["Authorization"] == "Bearer s3cret-key"
    assert "s3cret" not in caplog.text + str(raised.value) + repr(model) + repr(vars(model))
    assert "Untel" not in caplog.text


@pytest.mark.parametrize("reply", [said({}, 404), said({"odd": 1}), said({}, 503)])
def test_without_a_tokenizer_at_the_server_the_count_is_an_upper_bound(
    reply: Callable[[str, dict[str, Any]], Reply],
) -> None:
    with serving(reply) as server, asking(server) as model:
        assert model.count_tokens("Fièvre") == 7


@pytest.mark.parametrize(
    "url",
    ["", "localhost:8080", "ftp://host/v1", "http://user:word@host/v1", "http:///v1", "http://[::1", "http://h:x/v1"],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InvalidSetting):
        ServedLanguageModel(url, "mistral")


@pytest.mark.parametrize("key", ["clé", "one\ntwo"])
def test_a_key_that_no_header_can_carry_is_refused(key: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        ServedLanguageModel("http://127.0.0.1:8080/v1", "mistral", key=key)
    assert key not in str(refused.value)


def test_the_server_of_llama_cpp_python_is_told_the_schema_in_its_own_form(tiny_file: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "llama_cpp.server",
        "--model",
        str(tiny_file),
        "--n_ctx",
        "1024",
        "--n_threads",
        "1",
    ]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*command, "--port", str(port)], stdout=quiet, stderr=quiet) as process:
        try:
            url = f"http://127.0.0.1:{port}/v1"
            _until_it_listens(process, port)
            model = ServedLanguageModel(url, "tiny")
            schema = {
                "type": "object",
                "properties": {"fever": {"enum": ["oui", "non"]}, "cough": {"enum": ["oui", "non"]}},
                "required": ["fever", "cough"],
                "additionalProperties": False,
            }
            for _ in range(2):
                answer = model.ask(question(schema=schema))
                assert set(json.loads(answer.text)) == {"fever", "cough"}
                assert set(json.loads(answer.text).values()) <= {"oui", "non"}
                assert answer.prompt_tokens > 0
            model.close()
        finally:
            process.kill()


def _until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        threading.Event().wait(0.05)
    raise AssertionError("the server did not come up")
