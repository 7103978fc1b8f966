"""What all documents of one patient say together, line by line, each with its evidence; nothing is added.

Pure functions over the documents' fields: the same fields give the same synthesis.
"""

from records.synthesis.same_patient import require_same_patient
from records.synthesis.whole import Synthesis, synthesise

__all__ = ["Synthesis", "require_same_patient", "synthesise"]
