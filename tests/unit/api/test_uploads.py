"""An upload may take long, as long as it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.datastructures import Headers

from api.uploads import Uploads, received_file
from records.errors import UploadStalled

HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
END = b"\r\n--b--\r\n"
MEGABYTE = b"a" * 1_000_000


class Hurried(asyncio.SelectorEventLoop):
    """A loop whose clock is moved on by hand."""

    ahead_s = 0.0

    def time(self) -> float:
        return super().time() + self.ahead_s


@pytest.fixture
def loop() -> Iterator[Hurried]:
    loop = Hurried()
    yield loop
    loop.close()


async def receive(loop: Hurried, chunks: list[bytes]) -> int:
    """The size of what arrives when each chunk takes forty seconds."""

    async def stream() -> AsyncGenerator[bytes]:
        for chunk in chunks:
            loop.ahead_s += 40
            for _ in range(3):  # timers that are due have their turn
                await asyncio.sleep(0)
            yield chunk

    request: Any = SimpleNamespace(
        headers=Headers({"content-type": "multipart/form-data; boundary=b"}),
        stream=stream,
        app=SimpleNamespace(state=SimpleNamespace(uploads=Uploads())),
    )
    async with received_file(request, max_file_mb=20) as upload:
        return upload.size or 0


def received(loop: Hurried, chunks: list[bytes]) -> int:
    """What `receive` answers, in a thread of its own: the browser tests keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: loop.run_until_complete(receive(loop, chunks))).result()


def test_one_that_goes_on_may_take_minutes(loop: Hurried) -> None:
    chunks = [HEAD + MEGABYTE, *[MEGABYTE] * 9, END]
    assert received(loop, chunks) == 10 * len(MEGABYTE)
    assert loop.ahead_s == 40 * len(chunks)


def test_one_that_only_drips_is_ended(loop: Hurried) -> None:
    with pytest.raises(UploadStalled) as raised:
        received(loop, [HEAD, *[b"a" * 100] * 1000, END])
    assert raised.value.details == {"seconds": 60}
    assert loop.ahead_s < 200
