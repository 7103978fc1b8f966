"""Words that tell who a text is about or who wrote it: names, dates, numbers, places. For pseudonymised export."""

from nlp.identifiers.find import find_identifiers
from nlp.identifiers.kinds import Identifier, Kind

__all__ = ["Identifier", "Kind", "find_identifiers"]
