"""Loaded once by the server process from which reading children are forked.

OpenMP reads its thread limit when its library is loaded, so the limit stands before the imports: one thread a
page, pages side by side. Tesseract's own threads make a page several times slower when pages run side by side.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

os.environ["OMP_THREAD_LIMIT"] = "1"

import cv2
import numpy  # noqa: F401
import PIL.Image
import pypdfium2  # noqa: F401

import ingestion.pages
import ingestion.worker

_M_ARENA_MAX = -8
_ARENAS = 4
"""As many as pages are read side by side. Left alone, glibc reserves 64 MB for each of eight arenas a core, which
counts against the address space that a reading may have."""
if sys.platform == "linux":
    with contextlib.suppress(AttributeError):  # musl has one heap and no such call
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)

cv2.setNumThreads(1)
with contextlib.suppress(ImportError):  # said where a page asks for it
    # Half a second that each file with one unsure line would spend anew; the networks are loaded when one comes.
    from rapidocr import RapidOCR  # noqa: F401
PIL.Image.init()
ingestion.pages.warm_up()
