"""Loaded once by the server process from which reading children are forked.

OpenMP reads its thread limit when its library is loaded, so the limit stands before the imports: one thread a
page, pages side by side. Tesseract's own threads make a page several times slower when pages run side by side.
"""

from __future__ import annotations

import os

os.environ["OMP_THREAD_LIMIT"] = "1"

import cv2
import numpy  # noqa: F401
import PIL.Image
import pypdfium2  # noqa: F401

import ingestion.pages
import ingestion.worker

cv2.setNumThreads(1)
PIL.Image.init()
ingestion.pages.warm_up()
