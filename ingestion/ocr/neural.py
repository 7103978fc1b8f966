"""A second reader for print that Tesseract doubts: the networks of PP-OCRv6, run by RapidOCR on ONNX Runtime.

Slower than Tesseract on a page, but at home where that one is lost: till fonts, typewriters, faxes, print over rules.
It is loaded when the first doubtful page comes, from the files of the installed package; nothing is ever fetched.

Source: PaddleOCR (Baidu, Apache-2.0), networks `PP-OCRv6_det_small` and `PP-OCRv6_rec_small`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from itertools import pairwise
from threading import Lock
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.ocr.engine import GreyImage, OcrWord, OwnLines
from ingestion.once import once
from records.errors import MissingTool

_DETECTION_X_HEIGHT = 10.0
"""Pixels of small letters at which lines of print are still found surely; more only costs time and memory."""
_BAND_PIXELS = 500_000
"""Of the page so shown, looked at together: bounds the memory of finding lines."""
_SMALLEST_SIDE = 4
_BATCH_ASPECT = 40.0
"""Widths over heights of the lines read at once, added up: bounds the memory of a reading."""
_WORD_GAP = 5
"""Steps of the network between two letters that belong to two words though no space was seen."""
_SYMBOLS = frozenset("’‘“”«»–—…•€µμαβγδλΩ²³°±≤≥≠×÷→½¼¾œŒŸ☐☑☒")
_REMEDY = "pip install --force-reinstall rapidocr onnxruntime"

Area = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""


class SecondReader(Protocol):
    """What is asked of the reader beside Tesseract."""

    def read(self, image: GreyImage, x_height: float) -> list[OcrWord]:
        """The words of a levelled image whose small letters are `x_height` pixels high, line by line."""

    def read_lines(self, image: GreyImage, areas: Sequence[Area]) -> list[OcrWord]:
        """The words of these lines of print; the last number of a word's `line` is its area's."""


class NeuralReader:
    """Finds lines of print and reads them. May be called from several threads."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR
        from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

        models = files("rapidocr") / "models"
        networks: Any = RapidOCR(
            params={
                "Global.log_level": "error",
                "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
                "Det.limit_side_len": _SMALLEST_SIDE,  # the image comes in the size that suits
                "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        self._detector = networks._load_det_model()
        self._recogniser = networks._load_rec_model()
        self._letters: list[str] = self._recogniser.postprocess_op.character
        self._network_failure = ONNXRuntimeError
        self._finding = Lock()
        self._foreign = np.array([not _is_ours(char) for char in self._letters])

    def read(self, image: GreyImage, x_height: float) -> list[OcrWord]:
        """See `SecondReader.read`."""
        return self.read_lines(image, self._find_lines(image, x_height))

    def read_lines(self, image: GreyImage, areas: Sequence[Area]) -> list[OcrWord]:
        """See `SecondReader.read_lines`."""
        order = sorted(range(len(areas)), key=lambda index: _aspect(areas[index]))
        words: dict[int, list[OcrWord]] = {}
        for batch in _batches(order, areas):
            aspect = max(_aspect(areas[index]) for index in batch)
            crops = (image[top:bottom, left:right] for left, top, right, bottom in (areas[index] for index in batch))
            shown = [self._recogniser.resize_norm_img(cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR), aspect) for crop in crops]
            chances = self._answer(self._recogniser.session, np.stack(shown).astype(np.float32))
            chances[:, :, self._foreign] = 0
            for index, line in zip(batch, chances, strict=True):
                steps = line.shape[0] * _aspect(areas[index]) / aspect
                words[index] = list(self._words(line, areas[index], steps, index))
        return [word for index in sorted(words) for word in words[index]]

    def _find_lines(self, image: GreyImage, x_height: float) -> list[Area]:
        height, width = image.shape
        scale = min(1.0, _DETECTION_X_HEIGHT / x_height)
        size = (max(_SMALLEST_SIDE, round(width * scale)), max(_SMALLEST_SIDE, round(height * scale)))
        smaller = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale < 1 else image, np.uint8)
        areas = []
        for first, last in pairwise(_cuts(smaller)):
            band = cv2.cvtColor(smaller[first:last], cv2.COLOR_GRAY2BGR)
            with self._finding:  # takes some 200 MB of address space; pages are read side by side
                found = self._answer(self._detector, band).boxes
            for corners in () if found is None else np.add(found, (0, first)) / scale:
                left, top = np.maximum(0, np.floor(corners.min(axis=0))).astype(int)
                right, bottom = np.minimum((width, height), np.ceil(corners.max(axis=0))).astype(int)
                if min(right - left, bottom - top) >= _SMALLEST_SIDE:
                    areas.append((int(left), int(top), int(right), int(bottom)))
        return areas

    def _answer(self, network: Callable[[npt.NDArray[Any]], Any], shown: npt.NDArray[Any]) -> Any:
        try:
            return network(shown)
        except self._network_failure:
            raise MemoryError from None  # nothing else fails in a network that was loaded

    def _words(self, chances: npt.NDArray[np.float32], area: Area, steps: float, line: int) -> Iterator[OcrWord]:
        """Letters seen at each step across a line become words: a letter that goes on, and no letter, are skipped."""
        best = chances.argmax(axis=1)
        new = np.flatnonzero((best != 0) & (best != np.concatenate(([0], best[:-1]))))
        left, top, right, bottom = area
        step_px = (right - left) / steps
        word: list[int] = []
        for step in [*new.tolist(), None]:
            ends = step is None or self._letters[best[step]] == " " or (word and step - word[-1] > _WORD_GAP)
            if ends and word:
                yield OcrWord(
                    text="".join(self._letters[best[place]] for place in word),
                    left=max(left, round(left + (word[0] - 0.5) * step_px)),
                    top=top,
                    right=min(right, round(left + (word[-1] + 1.5) * step_px)),
                    bottom=bottom,
                    confidence=float(np.mean([chances[place, best[place]] for place in word])),
                    line=(OwnLines.NEURAL, 0, line),
                )
                word = []
            if step is not None and self._letters[best[step]] != " ":
                word.append(step)


@once
def load_neural_reader() -> NeuralReader:
    """The neural reader of this process.

    Raises:
        MissingTool: RapidOCR, ONNX Runtime or their networks are missing or broken.
    """
    try:
        return NeuralReader()
    except MemoryError:
        raise
    except Exception as error:
        # Packages and networks fail in their own many ways; for whoever installs them it is one.
        raise MissingTool(tool="RapidOCR (PP-OCRv6)", remedy=_REMEDY) from error


def _is_ours(char: str) -> bool:
    """French and English letters, digits, signs; the networks know eighteen thousand others."""
    return char == "blank" or char in _SYMBOLS or (len(char) == 1 and char.isprintable() and ord(char) < 0x100)


def _cuts(image: GreyImage) -> list[int]:
    """Rows at which a page is cut into bands: the first, the last, and between them the emptiest near each border."""
    height = image.shape[0]
    bands = min(math.ceil(image.size / _BAND_PIXELS), height // 2)
    unrest = np.abs(np.diff(image.astype(np.int16), axis=1)).mean(axis=1)
    reach = max(1, height // (4 * max(1, bands)))
    borders = (round(height * number / bands) for number in range(1, bands))
    return [0, *(row - reach + int(unrest[row - reach : row + reach].argmin()) for row in borders), height]


def _aspect(area: Area) -> float:
    left, top, right, bottom = area
    return (right - left) / (bottom - top)


def _batches(order: Sequence[int], areas: Sequence[Area]) -> Iterator[list[int]]:
    """Lines of like width together; they are all widened to the last one's."""
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) + 1) * _aspect(areas[index]) > _BATCH_ASPECT:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
