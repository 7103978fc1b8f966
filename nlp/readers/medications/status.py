"""Whether a drug is taken at home, given during the stay, prescribed at the end, stopped or only spoken of."""

from __future__ import annotations

import re
from enum import StrEnum

from nlp.readers.medications.cues import Cue, cues
from nlp.readers.medications.mentions import Found
from nlp.sections import SectionKind
from nlp.text import ClinicalText


class Status(StrEnum):
    """The catalogue's values of `medications.status`."""

    HOME = "home"
    STAY = "stay"
    DISCHARGE = "discharge"
    STOPPED = "stopped"
    MENTIONED = "mentioned"


class Setting(StrEnum):
    """What kind of document speaks."""

    HOSPITAL = "hospital"
    EMERGENCY = "emergency"
    CONSULTATION = "consultation"
    PRESCRIPTION = "prescription"
    PATHOLOGY = "pathology"


_PAST = re.compile(
    r"\b(?:19|20)\d\d\b|il y a \d|dans l'enfance|ancien|avant \d{4}|remission|gueri|progression|tente|sevre"
)
_EARLIER = re.compile(r"\bavai(?:t|ent)\b|precedemment|auparavant|anterieurement|initialement sous|l'an dernier")
_SINCE = re.compile(r"\bdepuis\b(?! (?:hier|ce matin|cette nuit|\d+ ?(?:h|j)))")
_TREATED = re.compile(r"\btraitee?s? (?:par|avec)[^.\n]*$")
_SAME_LINE = 60
"""Characters behind "traité par" a drug in which the year of it may stand."""
_KNOWN_FOR = re.compile(r"\b(?:antecedents?|suivie?|connue?|porteu\w+|patiente? \w+ de)\b")
_NOW = re.compile(r"urgences|smur|samu|pompiers|a l'arrivee|ce jour|dans le service")
_TURNED_OUT = re.compile(
    r"(?:evolu\w*|favorabl\w*|amelior\w*|regress\w*|repon\w*|progress\w*|persist\w*|resol\w*|dispar\w*|apyr\w*|recidiv\w*"
    r"|gueri\w*)[^.\n]{0,40}\bsous\b[^.\n]*$"
)
"""What became of an illness under a drug: told of a course of it, not of a usual treatment."""
_AFTER = re.compile(r"\b(?:post|apres|suites?|decours)\b[^.\n]*$")
_GOES_ON = re.compile(r"(?:poursui(?:te|s|t|vons|vez|vre)|inchange|maintien|maintenir|on continue|continuer)[^.\n]*$")
_PATIENT_PAST = (SectionKind.ANTECEDENTS, SectionKind.LIFESTYLE)


_SHORT_COURSES = ("J01", "J02", "J05", "L01", "G02A", "G03G", "N01", "H01", "B02A", "B05", "V08")
"""ATC classes given for a time: named among the antecedents, they are of the past."""


def _is_lasting(one: Found) -> bool:
    drug = one.mention.drug
    return not drug.group and one.written.route not in {"IV", "IM"} and not (drug.atc or "").startswith(_SHORT_COURSES)


_TITLES = (
    (Setting.EMERGENCY, r"[^\n]*\b(?:passage|consultation|compte[- ]rendu)[^\n]*\burgences?\b|emergency"),
    (Setting.PATHOLOGY, r"[^\n]*(?:compte[- ]rendu|examen)[^\n]*pathologi"),
    (Setting.CONSULTATION, r"(?:compte[- ]rendu|lettre|cr) de consultation|consultation\b|consultation letter"),
    (Setting.PRESCRIPTION, r"(?:ordonnance|prescription)s?\b(?! de sortie)"),
    (Setting.HOSPITAL, r"(?:compte[- ]rendu|crh?\b|lettre de (?:sortie|liaison)|discharge summary)"),
)
_TITLE_WITHIN = 900
"""Characters from the top in which the title stands; a letterhead comes first on many documents."""


def setting(text: ClinicalText) -> Setting:
    """By the title: the first line that reads like one."""
    for line in text.folded[:_TITLE_WITHIN].split("\n"):
        for kind, pattern in _TITLES:
            if re.match(pattern, line.strip(" *#-=")):
                return kind
    return Setting.EMERGENCY if "urgences" in text.folded[:250].split("\n")[0] else Setting.HOSPITAL


def status(text: ClinicalText, one: Found, where: Setting) -> tuple[Status, str]:
    """The status and the name of the rule that gave it."""
    folded, head = text.folded, one.head
    end = max(one.mention.end, one.written.end)

    def told(cue: Cue) -> bool:
        before, after = cues(cue)
        ahead = before.precedes(folded, head) or before.precedes(folded, min(head, one.written.start))
        return ahead or after.follows(folded, end) or after.follows(folded, one.mention.end)

    section = one.section
    if told(Cue.STOPPED):
        return Status.STOPPED, "stopped"
    if one.in_list or section in {SectionKind.DISCHARGE_TREATMENT, SectionKind.HOME_TREATMENT}:
        return (Status.DISCHARGE if section is SectionKind.DISCHARGE_TREATMENT else Status.HOME), "list"
    if where is Setting.PRESCRIPTION:
        return Status.DISCHARGE, "prescription"
    if (one.mention.drug.atc or "").startswith("J07"):
        given = told(Cue.STAY) and section not in _PATIENT_PAST
        return (Status.STAY, "given") if given else (Status.MENTIONED, "vaccine")
    if told(Cue.MENTIONED) or (section is not SectionKind.COURSE and told(Cue.FAILED)):
        return Status.MENTIONED, "mentioned"
    if told(Cue.DISCHARGE) and section not in _PATIENT_PAST:
        return Status.DISCHARGE, "discharge"
    behind = end + (_SAME_LINE if _TREATED.search(folded, max(0, head - 40), head) else 12)
    around = folded[max(folded.rfind("\n", 0, head), head - 30) + 1 : head] + folded[end:behind].split("\n")[0]
    past = _PAST.search(around) is not None
    if section in _PATIENT_PAST:
        usual = told(Cue.HOME) or (section is SectionKind.ANTECEDENTS and _is_lasting(one))
        return (Status.HOME, "sous") if usual and not past else (Status.MENTIONED, "past")
    if where is Setting.CONSULTATION or where is Setting.PATHOLOGY:
        if _GOES_ON.search(folded, max(0, head - 40), head) and not past:
            return Status.HOME, "sous"
        if one.written.dose and one.written.frequency and not told(Cue.HOME) and not past:
            return Status.DISCHARGE, "prescribed"
        return (Status.HOME, "sous") if told(Cue.HOME) and not past else (Status.MENTIONED, "past")
    if section is SectionKind.REASON and _AFTER.search(folded, max(0, head - 40), head):
        return Status.MENTIONED, "past"
    if section is SectionKind.INVESTIGATIONS and (
        _before_the_visit(text, head) or (told(Cue.HOME) and not told(Cue.STAY))
    ):
        return (Status.HOME, "sous") if told(Cue.HOME) and not past else (Status.MENTIONED, "history")
    if section in {SectionKind.HISTORY, SectionKind.HEADER}:
        before = _before(folded, head)
        sentence = before + folded[head:end] + re.split(r"[.\n]", folded[end : end + 30])[0]
        if (_EARLIER.search(sentence) and not _NOW.search(sentence)) or _TURNED_OUT.search(before):
            return Status.MENTIONED, "history"
        if told(Cue.STAY) and _SINCE.search(sentence) and not _NOW.search(sentence):
            return Status.HOME, "sous"
        if told(Cue.STAY) or (one.written.dose and one.written.frequency and not told(Cue.HOME) and not past):
            return Status.STAY, "given"
        return (Status.HOME, "sous") if told(Cue.HOME) and not past else (Status.MENTIONED, "history")
    if section is SectionKind.CONCLUSION and told(Cue.HOME) and not told(Cue.STAY):
        before = _before(folded, head)
        if _KNOWN_FOR.search(before) and not _TURNED_OUT.search(before):
            return Status.HOME, "sous"
    if section is SectionKind.PLAN:
        return Status.DISCHARGE, "plan"
    return Status.STAY, ("given" if told(Cue.STAY) else "course")


def _before(folded: str, head: int) -> str:
    """The words of the sentence before a drug."""
    return folded[max(folded.rfind(". ", 0, head), folded.rfind("\n", 0, head), head - 150) + 1 : head]


_SHOWN = {SectionKind.HISTORY, SectionKind.EXAMINATION}


def _before_the_visit(text: ClinicalText, position: int) -> bool:
    """Whether results stand above the history: those of a pregnancy or of an earlier illness."""
    above = {section.kind for section in text.sections if section.start <= position}
    return not above & {SectionKind.EXAMINATION, SectionKind.COURSE} and any(
        section.kind in _SHOWN for section in text.sections if section.start > position
    )
