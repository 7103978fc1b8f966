"""Fetching a model: from a real server that cuts, lies, forgets ranges, and through a proxy."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

import cli.models
from cli.main import app
from pipeline.local_models import LocalModels, download
from pipeline.local_models.download import Download, pull
from records.errors import DownloadFailed, ModelNameTaken, StorageFull, UnknownDownload, WrongChecksum

CONTENT = b"GGUF\x03\x00\x00\x00" + bytes(range(256)) * 12_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    content = CONTENT
    etag = '"one"'
    cut_after: int | None = None
    ranges = True
    says_length = True
    starts_at_zero = False
    obeys_if_range = True
    asked: list[tuple[str, str | None]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/models/tiny.gguf"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append((self.path, wanted))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", self.server.url)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content, start = self.server.content, 0
        same = not self.server.obeys_if_range or self.headers.get("If-Range", self.server.etag) == self.server.etag
        if wanted and self.server.ranges and same:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            start = 0 if self.server.starts_at_zero else start
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        if self.server.says_length:
            self.send_header("Content-Length", str(len(content) - start))
        self.send_header("ETag", self.server.etag)
        self.end_headers()
        end = len(content) if self.server.cut_after is None else start + self.server.cut_after
        with contextlib.suppress(ConnectionError):  # who asked has seen enough
            self.wfile.write(content[start:end])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with Server(("127.0.0.1", 0), Handler) as served:
        served.asked = []
        thread = threading.Thread(target=served.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def tiny(server: Server, *, sha256: str | None = SHA256, size_bytes: int | None = len(CONTENT)) -> Download:
    return Download("tiny", server.url, size_bytes, sha256)


def test_a_model_is_fetched_checked_and_added(server: Server, tmp_path: Path) -> None:
    steps: list[tuple[int, int | None]] = []
    pulled = pull(tiny(server), tmp_path, on_progress=lambda done, total: steps.append((done, total)))
    assert (pulled.sha256, pulled.recorded) == (SHA256, False)
    assert (pulled.model.folder / "tiny.gguf").read_bytes() == CONTENT
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    assert not list((tmp_path / "models" / ".downloads").glob("*/*"))
    LocalModels(tmp_path).verify("tiny")
    with pytest.raises(ModelNameTaken):
        pull(tiny(server), tmp_path)


@pytest.mark.parametrize("sha256", [SHA256, None])
def test_a_cut_connection_keeps_what_came_and_the_next_attempt_goes_on(
    server: Server, tmp_path: Path, sha256: str | None
) -> None:
    server.cut_after = 1_000_000
    for attempt in range(3):
        with pytest.raises(DownloadFailed):
            pull(tiny(server, sha256=sha256), tmp_path)
        part = tmp_path / "models" / ".downloads" / "tiny" / "tiny.gguf"
        assert part.stat().st_size == 1_000_000 * (attempt + 1)
        assert LocalModels(tmp_path).all() == []
    server.cut_after = None
    assert pull(tiny(server, sha256=sha256), tmp_path).sha256 == SHA256
    assert [wanted for _, wanted in server.asked] == [None, "bytes=1000000-", "bytes=2000000-", "bytes=3000000-"]


def test_a_server_without_ranges_sends_all_again(server: Server, tmp_path: Path) -> None:
    server.cut_after = 1_000_000
    with pytest.raises(DownloadFailed):
        pull(tiny(server), tmp_path)
    server.cut_after, server.ranges = None, False
    assert pull(tiny(server), tmp_path).sha256 == SHA256


def test_a_file_that_changed_meanwhile_is_not_pieced_together(server: Server, tmp_path: Path) -> None:
    server.cut_after = 1_000_000
    with pytest.raises(DownloadFailed):
        pull(tiny(server, sha256=None, size_bytes=None), tmp_path)
    server.cut_after, server.etag, server.content = None, '"two"', CONTENT[:8] + CONTENT[:7:-1]
    assert pull(tiny(server, sha256=None, size_bytes=None), tmp_path).sha256 == (
        hashlib.sha256(server.content).hexdigest()
    )


@pytest.mark.parametrize("lie", ["starts at zero", "of another file"])
def test_a_rest_that_does_not_belong_behind_what_came_is_not_taken(server: Server, tmp_path: Path, lie: str) -> None:
    server.cut_after = 1_000_000
    with pytest.raises(DownloadFailed):
        pull(tiny(server, sha256=None, size_bytes=None), tmp_path)
    server.cut_after = None
    if lie == "starts at zero":
        server.starts_at_zero = True
    else:
        server.obeys_if_range, server.etag, server.content = False, '"two"', CONTENT[:8] + CONTENT[:7:-1]
    pulled = pull(tiny(server, sha256=None, size_bytes=None), tmp_path)
    assert pulled.sha256 == hashlib.sha256(server.content).hexdigest()
    assert [wanted for _, wanted in server.asked] == [None, "bytes=1000000-", None]


def test_without_a_size_and_a_checksum_nothing_is_recorded(server: Server, tmp_path: Path) -> None:
    """A connection that was cut would look like the end of the file."""
    server.says_length, server.cut_after = False, 1_000_000
    with pytest.raises(DownloadFailed):
        pull(tiny(server, sha256=None, size_bytes=None), tmp_path)
    with pytest.raises(DownloadFailed):
        pull(tiny(server, sha256=None), tmp_path)
    assert LocalModels(tmp_path).all() == []
    assert not (tmp_path / "models" / ".checksums.json").exists()
    server.cut_after = None
    assert pull(tiny(server, sha256=None), tmp_path).sha256 == SHA256


@pytest.mark.parametrize("says_length", [True, False])
def test_more_than_the_known_size_is_refused(server: Server, tmp_path: Path, says_length: bool) -> None:
    server.says_length, server.content = says_length, CONTENT + b"!" * 1_000_000
    with pytest.raises(DownloadFailed):
        pull(tiny(server, sha256=None), tmp_path)
    assert not list((tmp_path / "models" / ".downloads").glob("*/*.gguf"))
    assert LocalModels(tmp_path).all() == []


def test_a_wrong_file_is_thrown_away(server: Server, tmp_path: Path) -> None:
    server.content = CONTENT[:-1] + b"!"
    with pytest.raises(WrongChecksum):
        pull(tiny(server), tmp_path)
    assert LocalModels(tmp_path).all() == []
    server.content = CONTENT
    assert pull(tiny(server), tmp_path).sha256 == SHA256


def test_without_a_known_checksum_the_first_download_sets_it(server: Server, tmp_path: Path) -> None:
    assert pull(tiny(server, sha256=None), tmp_path).recorded
    LocalModels(tmp_path).remove("tiny")
    assert not pull(tiny(server, sha256=None), tmp_path).recorded
    LocalModels(tmp_path).remove("tiny")
    server.content = CONTENT[:-1] + b"!"
    with pytest.raises(WrongChecksum):
        pull(tiny(server, sha256=None), tmp_path)


def test_the_proxy_of_the_environment_is_used(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.server_port}")
    wanted = Download("tiny", "http://models.example/tiny.gguf", None, SHA256)
    assert pull(wanted, tmp_path).sha256 == SHA256
    assert server.asked == [("http://models.example/tiny.gguf", None)]


def test_two_at_once_do_not_write_into_one_file(server: Server, tmp_path: Path) -> None:
    def attempt(_: int) -> str:
        try:
            return pull(tiny(server), tmp_path).sha256
        except ModelNameTaken:
            return "done already"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(attempt, range(2))) == sorted([SHA256, "done already"])
    assert len(server.asked) == 1


def test_a_redirect_out_of_https_is_refused() -> None:
    def step(url: str, *before: httpx.Response) -> httpx.Response:
        return httpx.Response(200, request=httpx.Request("GET", url), history=list(before))

    assert download._stays_safe(step("https://cdn.example/f", step("https://hub.example/f")))
    assert not download._stays_safe(
        step("https://cdn.example/f", step("https://h.example"), step("http://x.example/f"))
    )
    assert not download._stays_safe(step("http://cdn.example/f", step("https://hub.example/f")))


def test_a_redirect_is_followed(server: Server, tmp_path: Path) -> None:
    moved = Download("tiny", server.url.replace("/models/tiny.gguf", "/moved"), None, SHA256)
    assert pull(moved, tmp_path).sha256 == SHA256


def test_no_room_is_said_before_the_first_byte(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 5, 5))  # type: ignore[attr-defined]
    with pytest.raises(StorageFull):
        pull(tiny(server), tmp_path)


def test_what_the_server_refuses_and_what_is_not_there_is_said(server: Server, tmp_path: Path) -> None:
    url = server.url
    with pytest.raises(UnknownDownload, match="mistral-7b-instruct"):
        download.download_named("gpt")
    server.shutdown()
    server.server_close()
    with pytest.raises(DownloadFailed, match="ConnectError"):
        pull(Download("tiny", url, None, SHA256), tmp_path)


def test_known_addresses_are_safe_ones_and_checksums_are_whole() -> None:
    assert "mistral-7b-instruct" in download.known_downloads()
    for known in download.known_downloads().values():
        assert known.name in Path(str(cli.models.__file__)).read_text(encoding="utf-8")
        assert known.url.startswith("https://")
        assert known.file_name.endswith(".gguf")
        assert known.sha256 is None or len(bytes.fromhex(known.sha256)) == 32


def test_the_command_says_what_it_does_and_that_a_checksum_was_recorded(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANAMNESE_HOME", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setattr(download, "known_downloads", lambda: {"tiny": tiny(server, sha256=None)})
    empty = CliRunner().invoke(app, ["models", "list"])
    assert (empty.stdout, "Aucun modèle" in empty.stderr) == ("", True)
    done = CliRunner().invoke(app, ["models", "pull", "tiny"])
    assert done.exit_code == 0
    assert SHA256 in done.stderr
    assert "3 / 3 Mo" in done.stderr
    assert CliRunner().invoke(app, ["models", "list"]).stdout.startswith("tiny\tllm")
    assert CliRunner().invoke(app, ["models", "pull", "gpt"]).exit_code == 1
