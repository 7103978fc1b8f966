"""Realistic French hospital documents of patients who do not exist, with known truth.

    >>> from samples import write_dossier
    >>> write_dossier(Path("dossier"), patients=3, seed=7)  # doctest: +SKIP

For the first run, the tests and the demos; see docs/samples.md.
"""

from __future__ import annotations

from samples.dossier import write_dossier, write_first_run
from samples.forms import FORMS

__all__ = ["FORMS", "write_dossier", "write_first_run"]
