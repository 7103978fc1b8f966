"""The folder of a service: one service at a time, an identity that survives restarts."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from records.errors import AlreadyRunning
from records.store.ids import new_id

DEFAULT_HOME = "~/.local/share/anamnese"


def home_folder() -> Path:
    """Where the service keeps everything: `ANAMNESE_HOME`, for commands that need no other setting."""
    return Path(os.environ.get("ANAMNESE_HOME") or DEFAULT_HOME).expanduser().absolute()


class Home:
    """The folder, taken for this process alone until `leave`.

    Raises AlreadyRunning when another process has it.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self._lock = os.open(folder / "service.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise AlreadyRunning(home=str(folder)) from None

    def leave(self) -> None:
        """Let another process have it."""
        os.close(self._lock)

    @property
    def identity(self) -> str:
        """Names this installation towards the database: what it left unfinished is its own to finish."""
        file = self.folder / "identity"
        if not file.exists():
            temporary = file.with_suffix(".new")
            with temporary.open("w", encoding="ascii") as new:
                new.write(new_id())
                new.flush()
                os.fsync(new.fileno())
            temporary.replace(file)
        return file.read_text(encoding="ascii")
