"""Small files in the formats that the publishers give out, about a handful of drugs, diseases and analytes."""

from __future__ import annotations

from pathlib import Path

from records.terminology.imported import Terminologies
from records.terminology.importing import import_terminology
from records.terminology.kinds import Kind

SPECIALITIES = [
    ("60234100", "DOLIPRANE 500 mg, comprimé", "comprimé", "orale", "Commercialisée"),
    ("60234101", "DOLIPRANE 1000 mg, comprimé", "comprimé", "orale", "Commercialisée"),
    ("60234102", "DOLIPRANE 1000 mg, gélule", "gélule", "orale", "Commercialisée"),
    ("60234103", "PARACETAMOL ARROW 1 g, comprimé", "comprimé", "orale", "Commercialisée"),
    ("64755969", "KARDEGIC 75 mg, poudre pour solution buvable en sachet-dose", "poudre", "orale", "Commercialisée"),
    ("64755970", "KARDEGIC 160 mg, poudre pour solution buvable", "poudre", "orale", "Commercialisée"),
    ("61111111", "AUGMENTIN ADULTES 500 mg/62,5 mg, comprimé", "comprimé", "orale", "Commercialisée"),
    ("61111112", "AUGMENTIN ENFANTS 100 mg/12,50 mg, poudre", "poudre", "orale", "Commercialisée"),
    ("62222221", "COUMADINE 5 mg, comprimé sécable", "comprimé", "orale", "Commercialisée"),
    ("62222222", "AMLODIPINE TEVA 5 mg, gélule", "gélule", "orale", "Commercialisée"),
    ("62222223", "AMLODIPINE EG 5 mg, gélule", "gélule", "orale", "Commercialisée"),
    ("62222224", "AMLODIPINE VIEUX 5 mg, comprimé", "comprimé", "orale", "Non commercialisée"),
    (
        "63333331",
        "FLIXOTIDE 250 microgrammes/dose, suspension pour inhalation",
        "suspension",
        "inhalée",
        "Commercialisée",
    ),
    ("63333332", "DEXAFREE 1 mg/ml, collyre en solution", "collyre", "ophtalmique", "Commercialisée"),
    ("63333333", "DECTANCYL 0,5 mg, comprimé", "comprimé", "orale", "Commercialisée"),
    ("63333334", "LASILIX 40 mg, comprimé", "comprimé", "orale", "Commercialisée"),
    ("64444441", "ARNICA BOIRON, degré de dilution", "granules", "orale", "Commercialisée"),
    ("63333335", "BRICANYL 0,5 mg/1 ml, solution injectable", "solution", "sous-cutanée", "Commercialisée"),
    ("63333336", "BRICANYL TURBUHALER 500 microgrammes/dose", "poudre", "inhalée", "Commercialisée"),
    ("63333337", "BIPRETERAX 5 mg/1,25 mg, comprimé", "comprimé", "orale", "Commercialisée"),
    ("64444442", "ZYLORIX FORT, comprimé", "comprimé", "orale", "Commercialisée"),
]
COMPOSITIONS = [
    *((cis, "PARACÉTAMOL", "SA", "1") for cis in ("60234100", "60234101", "60234102", "60234103")),
    ("64755969", "ACÉTYLSALICYLATE DE DL-LYSINE", "SA", "1"),
    ("64755969", "ACIDE ACÉTYLSALICYLIQUE", "FT", "1"),
    ("64755970", "ACÉTYLSALICYLATE DE DL-LYSINE", "SA", "1"),
    ("64755970", "ACIDE ACÉTYLSALICYLIQUE", "FT", "1"),
    *((cis, "AMOXICILLINE TRIHYDRATÉE", "SA", "1") for cis in ("61111111", "61111112")),
    *((cis, "AMOXICILLINE", "FT", "1") for cis in ("61111111", "61111112")),
    *((cis, "ACIDE CLAVULANIQUE", "SA", "2") for cis in ("61111111", "61111112")),
    ("62222221", "WARFARINE SODIQUE", "SA", "1"),
    *((cis, "BÉSILATE D'AMLODIPINE", "SA", "1") for cis in ("62222222", "62222223", "62222224")),
    ("63333331", "PROPIONATE DE FLUTICASONE", "SA", "1"),
    ("63333332", "PHOSPHATE SODIQUE DE DEXAMÉTHASONE", "SA", "1"),
    ("63333333", "DEXAMÉTHASONE", "SA", "1"),
    ("63333334", "FUROSÉMIDE", "SA", "1"),
    ("64444441", "ARNICA MONTANA POUR PRÉPARATIONS HOMÉOPATHIQUES", "SA", "1"),
    *((cis, "SULFATE DE TERBUTALINE", "SA", "1") for cis in ("63333335", "63333336")),
    ("63333337", "PÉRINDOPRIL ARGININE", "SA", "1"),
    ("63333337", "INDAPAMIDE", "SA", "2"),
    ("64444442", "ALLOPURINOL", "SA", "1"),
]
ATC_CODES = [
    ("60234100", "N02BE01"),
    ("60234101", "N02BE01"),
    ("64755969", "B01AC06"),
    ("64755970", "B01AC06"),
    ("61111111", "J01CR02"),
    ("62222221", "B01AA03"),
    ("62222222", "C08CA01"),
    ("63333331", "R03BA05"),
    ("63333332", "S01BA01"),
    ("63333333", "H02AB02"),
    ("63333334", "C03CA01"),
    ("63333335", "R03CC03"),
    ("63333336", "R03AC03"),
    ("64444442", "M04AA01"),
]
PACKS = [("64755969", "3494980", "30 sachets", "3400934949807")]
DISEASES = [
    ("I21", "Infarctus aigu du myocarde", "INFARCTUS AIGU DU MYOCARDE"),
    ("I219", "Infarctus aigu du myocarde, sans précision", "INFARCTUS AIGU DU MYOCARDE, SAI"),
    ("C509", "Tumeur maligne du sein, sans précision", "TUMEUR MALIGNE DU SEIN, SAI"),
    ("K254", "Ulcère de l'estomac, chronique ou non précisé, avec hémorragie", "ULCERE GASTR. HEMORR."),
    ("K257", "Ulcère de l'estomac, chronique, sans hémorragie ni perforation", "ULCERE GASTR. CHRONIQUE"),
    ("S720", "Fracture du col du fémur", "FRACTURE DU COL DU FEMUR"),
    ("E11", "Diabète sucré de type 2", "DIABETE SUCRE DE TYPE 2"),
    ("K50", "Maladie de Crohn [entérite régionale]", "MALADIE DE CROHN"),
    ("I10", "Hypertension essentielle (primitive)", "HYPERTENSION ESSENTIELLE"),
]
INTERACTIONS = [
    (
        "ACIDE ACETYLSALICYLIQUE",
        "ANTICOAGULANTS ORAUX",
        "APEC",
        "Risque hémorragique.",
        "CI - ASDEC - APEC Selon la dose",
    ),
    (
        "ANTICOAGULANTS ORAUX",
        "ACIDE ACETYLSALICYLIQUE",
        "APEC",
        "Risque hémorragique.",
        "CI - ASDEC - APEC Selon la dose",
    ),
    ("HYPOKALIÉMIANTS", "AUTRES HYPOKALIÉMIANTS", "APEC", "Hypokaliémie.", ""),
    (
        "MÉDICAMENTS SÉDATIFS",
        "AUTRES MÉDICAMENTS SÉDATIFS",
        "APEC",
        "Vigilance.",
        "CI - APEC : - pour tous les médicaments sédatifs sauf : - avec les barbituriques (contre-indication)",
    ),
    ("MÉDICAMENTS SÉDATIFS", "AUTRES MEDICAMENTS À RISQUE D'ANGIO-ŒDÈME", "APEC", "Angio-œdème.", ""),
    ("AMLODIPINE", "WARFARINE", "PE", "Pour l'essai.", "Surveillance."),
    ("ALLOPURINOL", "AMOXICILLINE", "AD", "Pour l'essai.", ""),
]


def write_bdpm(folder: Path, *, encoding: str = "cp1252") -> Path:
    """The five files as the public database gives them out: tabs, no heading."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = {
        "CIS_bdpm.txt": [
            (
                *(cis, name, form, routes, "Autorisation active"),
                "Enreg homéo (Proc. Nat.)" if "BOIRON" in name else "Procédure nationale",
                *(sold, "12/03/1998", "", "", " LABO", "Non"),
            )
            for cis, name, form, routes, sold in SPECIALITIES
        ],
        "CIS_COMPO_bdpm.txt": [
            (cis, "comprimé", "02202", substance, "500 mg", "un comprimé", nature, link)
            for cis, substance, nature, link in COMPOSITIONS
        ],
        "CIS_MITM.txt": [(cis, atc, "NOM", "https://example.org") for cis, atc in ATC_CODES],
        "CIS_GENER_bdpm.txt": [("1", "AMLODIPINE 5 mg", cis, "1", "1") for cis in ("62222222", "62222223", "69999999")],
        "CIS_CIP_bdpm.txt": [
            (cis, cip7, label, "Présentation active", "Déclaration", "16/03/2011", cip13, "oui", "100%", "1,90")
            for cis, cip7, label, cip13 in PACKS
        ],
    }
    for name, rows in lines.items():
        text = "".join("\t".join(row) + "\r\n" for row in rows)
        (folder / name).write_bytes(text.encode(encoding))
    return folder


def write_cim10(folder: Path) -> Path:
    """ATIH's table of labels: bars, no heading."""
    path = folder / "LIBCIM10MULTI.TXT"
    path.write_bytes(
        "".join(f"{code:<10}|0|NOOO|0|{short}|{long}\r\n" for code, long, short in DISEASES).encode("latin-1")
    )
    return path


def write_ansm(folder: Path) -> Path:
    """A table made from the thesaurus."""
    path = folder / "20230915-thesaurus.tsv"
    rows = [("substance", "interactant", "niveau", "description", "conduite"), *INTERACTIONS]
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_loinc(folder: Path) -> Path:
    """A few columns of Regenstrief's table."""
    path = folder / "Loinc.csv"
    path.write_text(
        '"LOINC_NUM","COMPONENT","PROPERTY","TIME_ASPCT","SYSTEM","LONG_COMMON_NAME","COMMON_TEST_RANK"\n'
        '"2951-2","Sodium","SCnc","Pt","Ser/Plas","Sodium [Moles/volume] in Serum or Plasma","3"\n'
        '"2955-3","Sodium","SCnc","Pt","Urine","Sodium [Moles/volume] in Urine","90"\n'
        '"2947-0","Sodium","SCnc","Pt","Bld","Sodium [Moles/volume] in Blood","50"\n'
        '"777-3","Platelets","NCnc","Pt","Bld","Platelets [#/volume], automated","5"\n',
        encoding="utf-8",
    )
    return path


def write_ccam(folder: Path) -> Path:
    """A table with headings, semicolons and quotes, as a spreadsheet saves it."""
    path = folder / "ccam.csv"
    path.write_text(
        'Code;Libellé court;Libellé long\nHHFA011;"Appendic. lapar.";"Appendicectomie, par laparotomie"\n'
        "HHFA001;Appendic.;Appendicectomie, par abord de la fosse iliaque\n",
        encoding="utf-8",
    )
    return path


def import_all(home: Path, folder: Path) -> Terminologies:
    """All five imported into a home folder."""
    library = Terminologies(home)
    for kind, path in (
        (Kind.BDPM, write_bdpm(folder / "bdpm")),
        (Kind.CIM10, write_cim10(folder)),
        (Kind.LOINC, write_loinc(folder)),
        (Kind.CCAM, write_ccam(folder)),
        (Kind.ANSM, write_ansm(folder)),
    ):
        import_terminology(library, kind, path)
    return library
