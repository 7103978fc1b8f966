"""Whether a drug is taken at home, given during the stay, prescribed at the end, stopped or only spoken of."""

from __future__ import annotations

import re
from enum import StrEnum

from nlp.readers.medications.cues import Cue
from nlp.readers.medications.mentions import Found
from nlp.readers.medications.told import Told
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


_PATIENT_PAST = (SectionKind.ANTECEDENTS, SectionKind.LIFESTYLE)
_SHORT_COURSES = ("J01", "J02", "J05", "L01", "G02A", "G03G", "N01", "H01", "B02A", "B05", "V08")
"""ATC classes given for a time: named among the antecedents, they are of the past."""


_BY_NEEDLE = frozenset({"IV", "IM"})
"""Routes of what is given in hospital."""


def _is_lasting(one: Found) -> bool:
    drug = one.mention.drug
    return not drug.group and one.written.route not in _BY_NEEDLE and not (drug.atc or "").startswith(_SHORT_COURSES)


_TITLES = (
    (Setting.EMERGENCY, r"[^\n]*\b(?:passage|consultation|compte[- ]rendu)[^\n]*\burgences?\b|emergency"),
    (Setting.PATHOLOGY, r"[^\n]*(?:compte[- ]rendu|examen)[^\n]*pathologi"),
    (Setting.CONSULTATION, r"(?:compte[- ]rendu|lettre|cr) de consultation|consultation\b|consultation letter"),
    (Setting.PRESCRIPTION, r"(?:ordonnance|prescription)s?\b(?! de sortie)"),
    (Setting.HOSPITAL, r"(?:compte[- ]rendu|crh?\b|lettre de (?:sortie|liaison)|discharge summary)"),
)
_TITLE_WITHIN = 900
"""Characters from the top in which the title stands; a letterhead comes first on many documents."""


_PRESCRIBER = re.compile(r"\s*(?:docteur|dr|professeur|pr)\b")
_TELLS = re.compile(r"\b(?:chere?s?|confrere|consoeur|collegue|consult|examen|hospitalis|compte|motif|evolution)")
"""Words of letters and reports, not of a prescription."""


def setting(text: ClinicalText) -> Setting:
    """By the title: the first line that reads like one. A doctor's own sheet that tells nothing is a prescription."""
    for line in text.folded[:_TITLE_WITHIN].split("\n"):
        for kind, pattern in _TITLES:
            if re.match(pattern, line.strip(" *#-=")):
                return kind
    if _PRESCRIBER.match(text.folded) and not _TELLS.search(text.folded):
        return Setting.PRESCRIPTION
    return Setting.EMERGENCY if "urgences" in text.folded[:250].split("\n")[0] else Setting.HOSPITAL


_Decision = tuple[Status, str]
"""The status and the name of the rule that gave it."""
_HOME: _Decision = (Status.HOME, "sous")
_LISTS = {SectionKind.DISCHARGE_TREATMENT: Status.DISCHARGE, SectionKind.HOME_TREATMENT: Status.HOME}


def status(text: ClinicalText, one: Found, where: Setting) -> _Decision:
    """The status and the name of the rule that gave it."""
    told, section = Told(text, one), one.section
    if told.cue(Cue.STOPPED):
        return Status.STOPPED, "stopped"
    if (
        section in _LISTS
        and not one.in_list
        and told.before.strip(" -•*")
        and (told.cue(Cue.MENTIONED) or told.earlier)
    ):
        return Status.MENTIONED, "mentioned"
    if one.in_list or section in _LISTS:
        return _LISTS.get(section, Status.HOME), "list"
    if where is Setting.PRESCRIPTION:
        return Status.DISCHARGE, "prescription"
    if (one.mention.drug.atc or "").startswith("J07"):
        given = told.cue(Cue.STAY) and section not in _PATIENT_PAST
        return (Status.STAY, "given") if given else (Status.MENTIONED, "vaccine")
    if told.cue(Cue.MENTIONED) or (section is not SectionKind.COURSE and told.cue(Cue.FAILED)):
        return Status.MENTIONED, "mentioned"
    if section in _PATIENT_PAST:
        lasting = section is SectionKind.ANTECEDENTS and _is_lasting(one) and not told.past
        return _HOME if (told.usual and not told.cured) or lasting else (Status.MENTIONED, "past")
    if told.cue(Cue.DISCHARGE):
        return _HOME if told.since_then else (Status.DISCHARGE, "discharge")
    if where is Setting.CONSULTATION or where is Setting.PATHOLOGY:
        return _in_consultation(told, one)
    if section in {SectionKind.HISTORY, SectionKind.HEADER}:
        return _in_history(told, one)
    return _in_stay(told, one)


def _in_consultation(told: Told, one: Found) -> _Decision:
    if told.goes_on and not told.past:
        return _HOME
    if one.written.dose and one.written.frequency and not (told.cue(Cue.HOME) or told.past or told.earlier):
        return Status.DISCHARGE, "prescribed"
    return _HOME if told.usual and not told.cured else (Status.MENTIONED, "past")


def _in_history(told: Told, one: Found) -> _Decision:
    if told.behind_it and (one.mention.drug.atc or "").startswith("L01"):
        return Status.MENTIONED, "past"
    if told.earlier or (told.in_chronicle and not told.cue(Cue.HOME)):
        return Status.MENTIONED, "history"
    given = told.cue(Cue.STAY)
    if given and told.for_long:
        return _HOME
    if given or (one.written.dose and one.written.frequency and not told.cue(Cue.HOME) and not told.past):
        return Status.STAY, "given"
    if told.usual and not told.cured:
        return _HOME
    return (Status.STAY, "given") if told.after_arrival else (Status.MENTIONED, "history")


def _in_stay(told: Told, one: Found) -> _Decision:
    """In the sections that tell the stay: what is named there was given, unless its sentence says otherwise."""
    section, given = one.section, told.cue(Cue.STAY)
    if section is SectionKind.REASON and told.behind_it:
        return Status.MENTIONED, "past"
    if told.of_the_patient or (section is SectionKind.REASON and told.usual and not given):
        return _HOME
    if section is SectionKind.INVESTIGATIONS and (told.before_visit or (told.cue(Cue.HOME) and not given)):
        if one.written.route in _BY_NEEDLE:  # the paragraph behind the results already tells the stay again
            return Status.STAY, "given"
        return _HOME if told.usual else (Status.MENTIONED, "history")
    if section in {SectionKind.COURSE, SectionKind.CONCLUSION} and told.later:
        return Status.MENTIONED, "mentioned"
    if section is SectionKind.CONCLUSION and told.behind_it and (one.mention.drug.atc or "").startswith("L01"):
        return Status.MENTIONED, "past"
    if section is SectionKind.CONCLUSION and told.cue(Cue.HOME) and not given and told.of_known_illness:
        return _HOME
    if section is SectionKind.PLAN:
        return Status.DISCHARGE, "plan"
    return Status.STAY, ("given" if given else "course")
