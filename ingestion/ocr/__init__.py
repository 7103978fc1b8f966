"""Optical reading: an image becomes words with boxes and confidences."""

from ingestion.ocr.engine import Engine, GreyImage, OcrWord, Segmentation
from ingestion.ocr.select import load_engine

__all__ = ["Engine", "GreyImage", "OcrWord", "Segmentation", "load_engine"]
