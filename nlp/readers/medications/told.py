"""What a sentence tells of a drug besides its posology: since when, how it went, whether it is yet to come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from nlp.dates import MONTHS
from nlp.readers.medications.cues import Cue, cues
from nlp.readers.medications.mentions import Found
from nlp.sections import SectionKind
from nlp.text import ClinicalText

_PAST = re.compile(
    r"(?<!depuis )(?<!depuis \d\d/)\b(?:19|20)\d\d\b|il y a \d|dans l'enfance|ancien|avant \d{4}|entre le \d"
    rf"|entre (?:\d{{1,2}}/\d\d|(?:(?:\d\d?|1er) )?(?:{'|'.join(MONTHS)})\b)|remission|gueri|progression|tente|sevre"
)
_LASTED = re.compile(
    r"(?<!\ba )(?<!\bde )(?<!\bdepuis )\b\d+ (?:mois|semaines|jours) d(?:e |')"
    r"(?:(?!sous )\w+ (?:par |d[eu] |d'|a )?){0,2}$"
)
"""A time that the drug itself was taken for: "3 mois de X", not "à 3 mois d'un infarctus, sous X"."""
_STILL = re.compile(r".*\b(?:actuellement|toujours|desormais)\b")
_PAST_BEFORE, _PAST_BEHIND = 30, 12
"""Characters around a drug in which a word of the past counts."""
_TREATED = re.compile(r"\btraitee?s? (?:par|avec)[^.\n]*$")
_PAST_BEHIND_TREATED = 60
"""The same behind "traité par" a drug, where the year of it may stand at the end of the line."""
_EARLIER = re.compile(
    r"\bavai(?:t|ent)\b|precedemment|auparavant|anterieurement|initialement sous|l'an dernier"
    r"|\b\d+ (?:cures?|cycles?) d"
)
_NOW = re.compile(r"urgences|smur|samu|pompiers|a l'arrivee|ce jour|dans le service")
_SINCE = re.compile(r"\bdepuis\b(?! (?:hier|ce matin|cette nuit|\d+ ?(?:h|j)))")
_LATER = re.compile(r"\b(?:sera|seront) (?:re)?(?:convoque|attendu|prevu|programme|discute)\w*[^.\n]*$")
_TURNED_OUT = re.compile(
    r"\b(?:evolu|favorabl|amelior|regress|repon|progress|persist|resol|dispar|apyr|recidiv|ced|resist|gueri)\w*"
    r"[^.\n]{0,40}\bsous\b[^.\n]*$"
)
_AFTER = re.compile(r"\b(?:post|apres|suites?|decours)\b[^.\n]*$")
_KNOWN_FOR = re.compile(r"\b(?:(?<!sans )antecedents?|suivie?|connue?|porteu\w+|patiente? \w+ de)\b")
_ANTECEDENT = re.compile(r"\bantecedents? d[e']")
_PATIENT_UNDER = re.compile(r"\bpatiente? sous (?:traitement )?(?:par )?$")
_GOES_ON = re.compile(r"(?:poursui(?:te|s|t|vons|vez|vre)|inchange|maintien|maintenir|on continue|continuer)[^.\n]*$")
_DATED_LINE = re.compile(
    rf"[\s\-•*]*(?:en |le )?(?:(?:{'|'.join(MONTHS)})\.? (?:20)?\d\d|[01]?\d/(?:20)?\d\d|(?:19|20)\d\d) ?[:,-]"
)
_ARRIVED = re.compile(r"\baux urgences ?[:,]|\bau sau ?[:,]|\ba (?:son |l')(?:arrivee|admission)\b|\b(?:smur|samu)\b")
_LONGEST_SENTENCE = 150
"""Characters of a sentence before a drug that are looked at; behind it, a fifth."""


@dataclass(frozen=True)
class Told:
    """The words around one mention."""

    text: ClinicalText
    one: Found

    def cue(self, cue: Cue) -> bool:
        """Whether a cue of `drug_cues.toml` stands right before or behind."""
        folded, head = self.text.folded, self.one.head
        before, after = cues(cue)
        ahead = before.precedes(folded, head) or before.precedes(folded, min(head, self.one.written.start))
        if cue is Cue.STOPPED and not self.before.strip(" \t-•*"):
            ahead = False  # "… puis arrêt" ends the line above
        return ahead or after.follows(folded, self.end) or after.follows(folded, self.one.mention.end)

    @cached_property
    def end(self) -> int:
        return max(self.one.mention.end, self.one.written.end)

    @cached_property
    def before(self) -> str:
        """The words of the sentence before the drug."""
        folded, head = self.text.folded, self.one.head
        start = max(folded.rfind(". ", 0, head), folded.rfind("\n", 0, head), head - _LONGEST_SENTENCE)
        return folded[start + 1 : head]

    @cached_property
    def sentence(self) -> str:
        folded = self.text.folded
        behind = re.split(r"[.\n]", folded[self.end : self.end + _LONGEST_SENTENCE // 5])[0]
        return self.before + folded[self.one.head : self.end] + behind

    @cached_property
    def past(self) -> bool:
        """A year, "ancien", "en rémission" and the like beside the drug."""
        folded, head = self.text.folded, self.one.head
        reach = _PAST_BEHIND_TREATED if _TREATED.search(self.before[-40:]) else _PAST_BEHIND
        ahead = folded[max(folded.rfind("\n", 0, head), head - _PAST_BEFORE) + 1 : head]
        ahead = _STILL.sub("", ahead)
        behind = folded[self.end : self.end + reach].split("\n")[0]
        return _PAST.search(ahead + behind) is not None or _LASTED.search(ahead) is not None

    @cached_property
    def usual(self) -> bool:
        """Told as a home treatment that still holds."""
        return self.cue(Cue.HOME) and not self.past

    @cached_property
    def earlier(self) -> bool:
        """Before the present visit: in the pluperfect, or how an illness went under the drug."""
        return (_EARLIER.search(self.sentence) and not _NOW.search(self.sentence)) or self.turned_out

    @cached_property
    def turned_out(self) -> bool:
        """What became of an illness under the drug: "évolution favorable sous"."""
        return _TURNED_OUT.search(self.before) is not None

    @cached_property
    def for_long(self) -> bool:
        """ "mis sous X depuis 2024"."""
        return _SINCE.search(self.sentence) is not None and not _NOW.search(self.sentence)

    @cached_property
    def since_then(self) -> bool:
        """ "X depuis son dernier accouchement"."""
        return _SINCE.match(self.text.folded, self.end + 1) is not None

    @cached_property
    def cured(self) -> bool:
        """An infection or a cancer of the past told as treated: "infections à répétition, traitées par X"."""
        atc = self.one.mention.drug.atc or ""
        of_the_past = atc.startswith("J01") or (atc.startswith("L01") and _ANTECEDENT.search(self.before) is not None)
        return of_the_past and _TREATED.search(self.before[-40:]) is not None

    @cached_property
    def of_the_patient(self) -> bool:
        """ "chez un patient sous X"."""
        return _PATIENT_UNDER.search(self.before) is not None

    @cached_property
    def later(self) -> bool:
        """ "sera convoqué pour X"."""
        return _LATER.search(self.before) is not None

    @cached_property
    def behind_it(self) -> bool:
        """ "aplasie post X"."""
        return _AFTER.search(self.before[-40:]) is not None

    @cached_property
    def of_known_illness(self) -> bool:
        """ "patient suivi pour … sous X"."""
        return _KNOWN_FOR.search(self.before) is not None and not self.turned_out

    @cached_property
    def goes_on(self) -> bool:
        """ "poursuite de X"."""
        return _GOES_ON.search(self.before[-40:]) is not None

    @cached_property
    def in_chronicle(self) -> bool:
        """On a line that opens with a month or a year: "Mars 2025 : début X"."""
        line = self.text.folded.rfind("\n", 0, self.one.head) + 1
        return _DATED_LINE.match(self.text.folded, line, self.one.head) is not None

    @cached_property
    def after_arrival(self) -> bool:
        """Below "aux urgences :" or "à son arrivée" in the same section."""
        start = self.text.section_at(self.one.head).start
        return _ARRIVED.search(self.text.folded, start, self.one.head) is not None

    @cached_property
    def before_visit(self) -> bool:
        """Among results above the history: those of a pregnancy or of an earlier illness."""
        sections = self.text.sections
        above = {section.kind for section in sections if section.start <= self.one.head}
        below = {section.kind for section in sections if section.start > self.one.head}
        told_below = below & {SectionKind.HISTORY, SectionKind.EXAMINATION}
        return bool(told_below) and not above & {SectionKind.EXAMINATION, SectionKind.COURSE}
