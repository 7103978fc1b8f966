"""Documents of fictitious patients for the search: what they say, and what a reader found in them."""

from __future__ import annotations

from dataclasses import dataclass

from records.document import Document, Page, PageSource, Word
from records.fields import Assertion, Code, Evidence, Field, Method
from records.geometry import Box

_LINE = 0.02


@dataclass(frozen=True)
class Sample:
    """A document in a few words."""

    name: str
    text: str
    type: str
    department: str
    author: str
    day: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    drugs: tuple[tuple[str, str], ...] = ()
    """Name and ATC code."""
    labs: tuple[tuple[str, float, str], ...] = ()
    """Analyte, amount, unit."""
    temperature: float | None = None
    allergies: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    """Condition and ICD-10 code."""
    validated: bool = False

    def document(self, sha256: str) -> Document:
        """As the reader would give it: every word with a box on its line."""
        words, position = [], 0
        for number, line in enumerate(self.text.split("\n")):
            at = position
            for place, word in enumerate(line.split(" ")):
                box = Box(place / 40, number * _LINE, (place + 1) / 40, number * _LINE + _LINE / 2)
                words.append(Word(word, box, at, 0.95))
                at += len(word) + 1
            position += len(line) + 1
        return Document(sha256, "text/plain", (Page(1, 1000, 1400, self.text, tuple(words), PageSource.OCR),))

    def fields(self) -> list[Field]:
        """As the indexer would give them."""
        found = [
            self._field("document.type", self.type),
            self._field("document.department", self.department),
            self._field("document.author", self.author),
            self._field("document.date", self.day),
        ]
        codes = dict(self.codes)
        for assertion, names in (
            (Assertion.PRESENT, self.present),
            (Assertion.ABSENT, self.absent),
            (Assertion.HISTORY, self.history),
            (Assertion.FAMILY, self.family),
        ):
            for name in names:
                code = Code("icd-10", codes[name]) if name in codes else None
                found.append(self._field("conditions", name, assertion=assertion, code=code))
        found += [self._field("medications", name, code=Code("atc", atc)) for name, atc in self.drugs]
        found += [self._field("allergies", name) for name in self.allergies]
        for analyte, amount, unit in self.labs:
            part = self._field("labs.analyte", analyte)
            found.append(self._field("labs", amount, unit=unit, parts=(part,)))
        if self.temperature is not None:
            found.append(self._field("vitals.temperature_c", self.temperature, unit="Cel"))
        return found

    def _field(
        self,
        name: str,
        value: str | float,
        *,
        assertion: Assertion = Assertion.PRESENT,
        code: Code | None = None,
        unit: str | None = None,
        parts: tuple[Field, ...] = (),
    ) -> Field:
        start = self.text.find(str(value))
        evidence = Evidence(str(value), 1, start, start + len(str(value)), ()) if start >= 0 else None
        by = "Dr Test" if self.validated else None
        return Field(
            name, value, evidence, Method.RULE, "test/1", unit, None, code, assertion, parts=parts, validated_by=by
        )


SAMPLES = (
    Sample(
        "cardio",
        "Compte rendu d'hospitalisation en cardiologie.\nMme Odile Ravenel. Antécédents : HTA, diabète de type 2.\n"
        "Pas de fièvre, pas de douleur thoracique. Dyspnée d'effort.\nDécompensation d'une insuffisance cardiaque. "
        "CRP 12 mg/L.\nTraitement : furosémide 40 mg, ramipril 5 mg.",
        "hospital_report",
        "cardiologie",
        "Dr Anselme Pruvost",
        "2025-03-12",
        present=("Dyspnée", "insuffisance cardiaque", "HTA", "diabète de type 2"),
        absent=("fièvre", "douleur thoracique"),
        codes=(("HTA", "I10"), ("insuffisance cardiaque", "I50.9")),
        drugs=(("furosémide", "C03CA01"), ("ramipril", "C09AA05")),
        labs=(("CRP", 12.0, "mg/L"), ("K+", 4.1, "mmol/L")),
        temperature=36.9,
    ),
    Sample(
        "urgences",
        "Passage aux urgences.\nM. Lucien Tarascou. Fièvre à 39,2 depuis trois jours, toux grasse, frissons.\n"
        "Pneumopathie de la base droite. CRP 187 mg/L.\nAmoxicilline 1 g trois fois par jour.",
        "emergency_report",
        "urgences",
        "Dr Solène Quervadec",
        "2025-06-02",
        present=("Fièvre", "toux grasse", "Pneumopathie de la base droite"),
        codes=(("Pneumopathie de la base droite", "J18.9"),),
        drugs=(("Amoxicilline", "J01CA04"),),
        labs=(("CRP", 187.0, "mg/L"), ("créatinine", 96.0, "umol/L")),
        temperature=39.2,
    ),
    Sample(
        "chirurgie",
        "Compte rendu opératoire, service de chirurgie digestive.\nM. Lucien Tarascou, opéré le 14 mars 2024 d'une "
        "cholécystectomie.\nHémorragie peropératoire minime. Suites simples, apyrétique.",
        "operative_report",
        "chirurgie digestive",
        "Dr Basile Ondarra",
        "2024-03-15",
        present=("Hémorragie peropératoire",),
    ),
    Sample(
        "maternite",
        "Maternité. Mme Yaëlle Brisefer, 31 ans, G2P1.\nPatiente opérée d'une césarienne. Hémorragie du post-partum de "
        "1200 mL.\nAllergie à la pénicilline. Mère : hypertension artérielle.\nSulprostone, oxytocine. Vérifié.",
        "hospital_report",
        "maternité",
        "Dr Maëlle Corvaisier",
        "2025-06-20",
        present=("Hémorragie du post-partum",),
        family=("hypertension artérielle",),
        drugs=(("Sulprostone", "G02AD05"), ("oxytocine", "H01BB02")),
        allergies=("pénicilline",),
        labs=(("hémoglobine", 8.1, "g/dL"),),
        validated=True,
    ),
    Sample(
        "ordonnance",
        "Ordonnance\nMme Odile Ravenel\nDoliprane 1 g si douleur\nramipril 5 mg le matin\nKardégic 75 mg",
        "prescription",
        "cardiologie",
        "Dr Anselme Pruvost",
        "2025-03-14",
        drugs=(("Doliprane", "N02BE01"), ("ramipril", "C09AA05"), ("Kardégic", "B01AC06")),
    ),
    Sample(
        "labo",
        "Laboratoire du Grand Pré\nM. Hervé Lautrec\nCRP 104 mg/L\nPotassium 3,1 mmol/L\nCréatinine 210 µmol/L\n"
        "Hémoglobine 13,2 g/dL",
        "lab_report",
        "laboratoire",
        "Dr Iris Navarro",
        "2025-01-08",
        labs=(
            ("CRP", 104.0, "mg/L"),
            ("Potassium", 3.1, "mmol/L"),
            ("Créatinine", 210.0, "umol/L"),
            ("Hémoglobine", 13.2, "g/dL"),
        ),
    ),
    Sample(
        "english",
        "Discharge letter from the cardiology ward.\nMr Edmund Thackeray was admitted with chest pain and high blood "
        "pressure.\nHe denies fever. The infections were treated with amoxicillin. He is a former smoker.",
        "consultation_letter",
        "cardiology",
        "Dr Harriet Lowe",
        "2023-11-30",
        present=("chest pain", "high blood pressure"),
        absent=("fever",),
        drugs=(("amoxicillin", "J01CA04"),),
    ),
    Sample(
        "imagerie",
        "Scanner thoracique du 3 février 2025.\nM. Hervé Lautrec. Pas d'embolie pulmonaire. Nodule du lobe supérieur "
        "droit.\nAntécédent d'infarctus du myocarde en 2019.",
        "imaging_report",
        "imagerie médicale",
        "Dr Iris Navarro",
        "2025-02-03",
        present=("Nodule du lobe supérieur droit",),
        absent=("embolie pulmonaire",),
        history=("infarctus du myocarde",),
    ),
)
