"""From a template to marked text: the patient's values go in, each with its mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Template

from samples.analytes import analytes
from samples.case import Case, DocumentPlan, Number
from samples.formulary import Hand, formulary

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)
_MACRO = re.compile(r"@(?P<name>lab|rx|vitals)\((?P<arguments>[^)]*)\)")
_CHOICE = re.compile(r"\(\((?P<first>(?:(?!\(\().)*?) // (?P<second>.*?)\)\)", re.DOTALL)
_STARTS_SENTENCE = re.compile(r"(?:^|\n(?:- |\+ )?|\. |\| )$")
_FIRST_WORD = re.compile(r"(?:\{[^{}|]*\|)*(?P<word>[a-zà-ÿ]{3,})")
_DAY = re.compile(r"J(?P<minus>m?)(?P<offset>\d+)(?:_(?P<form>long|court|mois))?")
_YEARS_AGO = re.compile(r"an(?P<years>\d+)")


@dataclass(frozen=True)
class Scribe:
    """Writes one document of a case in one hand."""

    case: Case
    plan: DocumentPlan
    hand: Hand

    def write(self, template: str) -> str:
        """The template with choices made, macros told and variables filled in: markup."""
        text = _CHOICE.sub(self._choose, template)
        text = _MACRO.sub(self._tell, text)
        return Template(text).substitute(_Variables(self))

    def _choose(self, choice: re.Match[str]) -> str:
        return choice["second"] if self.hand in (Hand.TELEGRAPHIC, Hand.CAPITALS) else choice["first"]

    def _tell(self, macro: re.Match[str]) -> str:
        arguments = [argument.strip() for argument in macro["arguments"].split(",")]
        tell: Mapping[str, Callable[..., str]] = {"lab": self._lab, "rx": self._medicine, "vitals": self._vitals}
        told = tell[macro["name"]](*arguments)
        return _capitalised(told) if _STARTS_SENTENCE.search(macro.string[: macro.start()]) else told

    def _lab(self, key: str, moment: str = "") -> str:
        analyte = analytes()[key]
        value = self.case.labs[moment or self.plan.labs][key]
        in_full = self.hand is Hand.PROSE and key in ("hemoglobine", "leucocytes", "plaquettes")
        name = analyte.name.lower() if in_full else analyte.short
        link = " à " if self.hand is Hand.PROSE else " : " if self.hand is Hand.TELEGRAPHIC else " "
        unit = f" {{u|{analyte.unit}}}" if analyte.unit else ""
        return f"{{lab|{{n|{name}}}{link}{{x|{analyte.written(value)}}}{unit}}}"

    def _medicine(self, status: str, key: str, duration: str = "") -> str:
        hand = Hand.PRESCRIPTION if self.plan.kind == "prescription" else self.hand
        return formulary()[key].markup(status, hand, duration or None)

    def _vitals(self, moment: str) -> str:
        telegraphic = self.hand is not Hand.PROSE
        parts = vital_phrases(self.case.vitals[moment], telegraphic, in_cm=self.hand is Hand.CAPITALS)
        return (" - " if telegraphic else ", ").join(parts)


def _capitalised(markup: str) -> str:
    """A word that opens a sentence gets its capital; pH and pCO2 stay as they are."""
    word = _FIRST_WORD.match(markup)
    if word is None:
        return markup
    place = word.start("word")
    return markup[:place] + markup[place].upper() + markup[place + 1 :]


def vital_phrases(vitals: Mapping[str, Number], telegraphic: bool, *, in_cm: bool = False) -> list[str]:
    """The measurements one by one, as markup, in the words of either hand; blood pressure in mmHg or in cm."""
    short = {
        "temperature_c": "T° {v temperature_c|%s}",
        "bp": "TA {bp|%s}",
        "heart_rate_bpm": "FC {v heart_rate_bpm|%s}",
        "respiratory_rate_per_min": "FR {v respiratory_rate_per_min|%s}",
        "spo2_pct": "SpO2 {v spo2_pct|%s%%}",
        "pain_score": "EVA {v pain_score|%s}/10",
        "gcs_score": "GCS {v gcs_score|%s}",
        "weight_kg": "poids {v weight_kg|%s kg}",
        "height_cm": "taille {v height_cm|%s cm}",
    }
    full = {
        "temperature_c": "température {v temperature_c|%s °C}",
        "bp": "pression artérielle {bp|%s mmHg}",
        "heart_rate_bpm": "fréquence cardiaque {v heart_rate_bpm|%s/min}",
        "respiratory_rate_per_min": "fréquence respiratoire {v respiratory_rate_per_min|%s/min}",
        "spo2_pct": "saturation {v spo2_pct|%s %%}",
        "pain_score": "douleur cotée à {v pain_score|%s}/10",
        "gcs_score": "score de Glasgow {v gcs_score|%s}",
        "weight_kg": "poids {v weight_kg|%s kg}",
        "height_cm": "taille {v height_cm|%s cm}",
    }
    words = short if telegraphic else full
    phrases = []
    for name, value in vitals.items():
        if name in ("diastolic_bp_mmhg", "oxygen_flow_l_min"):
            continue
        number = str(value).replace(".", ",")
        if name == "systolic_bp_mmhg":
            pressures = (value, vitals["diastolic_bp_mmhg"])
            phrases.append(words["bp"] % "/".join(str(round(p / 10) if in_cm else p) for p in pressures))
        elif name == "spo2_pct":
            flow = vitals.get("oxygen_flow_l_min")
            air = " AA" if telegraphic else " en air ambiant"
            oxygen = f" sous {{v oxygen_flow_l_min|{flow} L/min}}" + (" O2" if telegraphic else " d'oxygène")
            phrases.append(words[name] % number + (oxygen if flow else air))
        else:
            phrases.append(words[name] % number)
    return phrases


def long_date(day: date) -> str:
    """`4 mars 2026`; the first of a month is `1er`."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


class _Variables(Mapping[str, str]):
    """What a `$name` of a template stands for; see docs/samples.md for the list."""

    def __init__(self, scribe: Scribe) -> None:
        case, patient = scribe.case, scribe.case.patient
        feminine = patient.sex == "F"
        small = scribe.hand is Hand.PROSE and scribe.plan.kind == "consultation_letter"
        last = patient.last_name if small else patient.last_name.upper()
        title = "Madame" if feminine else "Monsieur"
        short_title = "Mme" if feminine else "M."
        sex = f"{{sex {patient.sex}|"
        doctor, written = case.doctors[scribe.plan.service], case.day(scribe.plan.day)
        birth = f"{patient.birth_date:%d/%m/%Y}"
        born = f"né{'e' if feminine else ''} le {{birth_date {patient.birth_date.isoformat()}|{birth}}}"
        self._case = case
        self._known: dict[str, str] = {
            **case.values,
            "e": "e" if feminine else "",
            "il": "elle" if feminine else "il",
            "Il": "Elle" if feminine else "Il",
            "le": "la" if feminine else "le",
            "Le": "La" if feminine else "Le",
            "un": "une" if feminine else "un",
            "patient": "patiente" if feminine else "patient",
            "civ": f"{sex}{title}}}",
            "M": f"{sex}{short_title}}}",
            "nom": f"{{last_name|{last}}}",
            "prenom": f"{{first_name|{patient.first_name}}}",
            "ne": born,
            "age": f"{{age|{patient.age_on(written)} ans}}",
            "ipp": f"{{ipp|{patient.ipp}}}",
            "nir": _nir(patient.nir),
            "naissance": _birth_name(patient.birth_name),
            "service": scribe.plan.service,
            "du_service": f"d'{{department|{scribe.plan.service}}}"
            if _elides(scribe.plan.service)
            else f"de {{department|{scribe.plan.service}}}",
            "cote_m": "droit" if case.values.get("cote") == "droite" else "gauche",
            "date": self._marked("doc_date", scribe.plan.day, "%d/%m/%Y"),
            "date_longue": f"{{doc_date {written.isoformat()}|{long_date(written)}}}",
            "entree": self._marked("admission", 0, "%d/%m/%Y"),
            "sortie": self._marked("discharge", case.story.stay_days, "%d/%m/%Y"),
            "auteur": f"{{author|{doctor.name}}}",
            "rpps": doctor.rpps,
            "traitant": case.family_doctor.name,
            "cher": "Chère Consœur" if case.family_doctor.sex == "F" else "Cher Confrère",
        }

    def _marked(self, mark: str, offset: int, form: str) -> str:
        day = self._case.day(offset)
        return f"{{{mark} {day.isoformat()}|{day:{form}}}}"

    def __getitem__(self, name: str) -> str:
        if name in self._known:
            return self._known[name]
        if found := _DAY.fullmatch(name):
            day = self._case.day(int(found["offset"]) * (-1 if found["minus"] else 1))
            forms = {
                "long": long_date(day),
                "court": f"{day:%d/%m}",
                "mois": f"{_MONTHS[day.month - 1]} {day.year}",
                None: f"{day:%d/%m/%Y}",
            }
            return forms[found["form"]]
        if found := _YEARS_AGO.fullmatch(name):
            return str(self._case.admission.year - int(found["years"]))
        raise KeyError(name)

    def __iter__(self):  # type: ignore[no-untyped-def]  # string.Template only looks up
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _elides(word: str) -> bool:
    return word[0] in "AEÉIOUH"


def _nir(nir: str) -> str:
    groups = (nir[:1], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:])
    return f"{{nir {nir}|{' '.join(groups)}}}"


def _birth_name(name: str | None) -> str:
    return f", nom de naissance {{birth_name|{name.upper()}}}" if name else ""
