"""Codes printed on pages: found, decoded, and understood where their format is published."""

from ingestion.barcodes.find import find_barcodes

__all__ = ["find_barcodes"]
