"""What a clinician reads as a medication, and what is none. All names are invented."""

from __future__ import annotations

import pytest

from nlp.readers.medications import read
from nlp.text import ClinicalText
from records.fields import Field

REPORT = "Compte rendu d'hospitalisation du service de Médecine\n\nMonsieur Lucien Bardoux, 71 ans.\n\n"
HOME = REPORT + "Traitement à l'entrée\n\n"
COURSE = REPORT + "Evolution dans le service\n\n"
DISCHARGE = REPORT + "Traitement de sortie\n\n"
HISTORY = REPORT + "Histoire de la maladie\n\n"


def medications(text: str) -> list[Field]:
    return list(read(ClinicalText.of(text)))


def part(field: Field, name: str) -> object:
    found = field.part(f"medications.{name}")
    return found.value if found else None


def rows(text: str) -> list[tuple[object, ...]]:
    """Drug, dose, frequency and status of each medication."""
    return [
        (field.value, part(field, "dose"), part(field, "frequency"), part(field, "status"))
        for field in medications(text)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RAMIPRIL 5 mg : 1-0-0", ("RAMIPRIL", "5 mg", "1-0-0", "home")),
        ("Metformine 850mg x3/j", ("Metformine", "850mg", "x3/j", "home")),
        ("-   Kardégic 75 mg : 1 sachet le midi", ("Kardégic", "75 mg", "le midi", "home")),
        ("Innovair 200/6 µg 2 bouffées matin et soir", ("Innovair", "2 bouffées", "matin et soir", "home")),
        ("Spiriva 18 µg : 1 inhalation par jour", ("Spiriva", "18 µg", "par jour", "home")),
        ("Levothyrox 75 1cp/j", ("Levothyrox", "75", "/j", "home")),
        ("Atarax 25 mg un demi comprimé le soir", ("Atarax", "un demi comprimé", "le soir", "home")),
        ("Doliprane 1 g si douleur, max 4/j", ("Doliprane", "1 g", "si douleur, max 4/j", "home")),
        ("Zymad 50 000 UI : 1 ampoule tous les 3 mois", ("Zymad", "50 000 UI", "tous les 3 mois", "home")),
        ("Méthotrexate 15 mg le mardi", ("Méthotrexate", "15 mg", "le mardi", "home")),
        ("Ventoline à la demande", ("Ventoline", None, "à la demande", "home")),
        ("Tamsulosine LP 0,4mg le soir", ("Tamsulosine LP", "0,4mg", "le soir", "home")),
        ("CNO 2 par jour", ("CNO", "2", "par jour", "home")),
    ],
)
def test_an_item_of_the_home_list(line: str, expected: tuple[object, ...]) -> None:
    assert rows(HOME + line) == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Transfusion puis 40 mg de Lasilix.", ("Lasilix", "40 mg", None, "stay")),
        ("Mise sous Augmentin 1 g 3 fois par jour.", ("Augmentin", "1 g", "3 fois par jour", "stay")),
        ("Antibiothérapie par Rocéphine 2 g/24h.", ("Rocéphine", "2 g", "/24h", "stay")),
        ("Arrêt de l'Eliquis devant le méléna.", ("Eliquis", None, None, "stopped")),
        ("Pas d'introduction de Cordarone.", ("Cordarone", None, None, "mentioned")),
        ("Il sort sous Xarelto 20 mg par jour.", ("Xarelto", "20 mg", "par jour", "discharge")),
        ("Bonne évolution sous corticothérapie.", ("corticothérapie", None, None, "stay")),
    ],
)
def test_a_sentence_of_the_course(sentence: str, expected: tuple[object, ...]) -> None:
    assert rows(COURSE + sentence) == [expected]


def test_the_same_drug_at_home_and_at_discharge_counts_twice() -> None:
    text = HOME + "Ramipril 5 mg matin\n\nTraitement de sortie\n\nRamipril 10 mg matin"
    assert rows(text) == [("Ramipril", "5 mg", "matin", "home"), ("Ramipril", "10 mg", "matin", "discharge")]


def test_a_further_mention_of_a_drug_adds_nothing() -> None:
    text = HOME + "Eliquis 5 mg matin et soir\n\nConclusion\n\nPatient anticoagulé par Eliquis."
    assert rows(text) == [("Eliquis", "5 mg", "matin et soir", "home")]


def test_a_group_of_drugs_is_left_out_where_one_of_it_is_named() -> None:
    assert rows(COURSE + "Antibiothérapie débutée, par Augmentin 1 g x3/j.") == [("Augmentin", "1 g", "x3/j", "stay")]


def test_a_chemotherapy_told_by_its_first_syllables() -> None:
    found = [row[0] for row in rows(HISTORY + "Première ligne par CARBO ETO ATEZO, 4 cycles. Bilan : ETT, ETO.\n")]
    assert found == ["CARBO", "ETO", "ATEZO"]


def test_two_drugs_joined_by_a_word_are_two() -> None:
    assert [row[0] for row in rows(COURSE + "Antalgie par tramadol et paracétamol.\n")] == ["tramadol", "paracétamol"]


@pytest.mark.parametrize(
    ("sentence", "drugs"),
    [
        ("Devant la réaction anaphylactique, une dose d'adrénaline en IM.", ["adrénaline"]),
        ("Œdème de Quincke à la pénicilline.", []),
        ("Choc anaphylactique après amoxicilline 1 g par jour prise la veille.", []),
        ("Choc anaphylactique à l'amoxicilline 1 g IV.", []),
        ("Oedème de Quincke sous ramipril 5 mg par jour.", []),
        ("Œdème de Quincke chez un patient traité par ramipril 5 mg par jour.", []),
        ("Choc anaphylactique à l'amoxicilline 1 g IV, adrénaline 0,5 mg IM.", ["adrénaline"]),
        ("Choc anaphylactique à l'amoxicilline traité par adrénaline 0,5 mg IM.", ["adrénaline"]),
        ("Œdème de Quincke : a reçu Solumédrol 120 mg IV et Polaramine 5 mg IV.", ["Solumédrol", "Polaramine"]),
        ("Perfusion de G5 % avec NaCl 4 g/L.", ["G5", "NaCl"]),
        ("Hydratation par G5 % avec 2 g de KCl.", ["G5", "KCl"]),
        ("Chlorure de sodium 4 g/L.", []),
        ("Apports de 1200 Kcl ingérés par le patient.", []),
    ],
)
def test_what_a_shock_is_treated_with_and_what_a_solution_holds(sentence: str, drugs: list[str]) -> None:
    assert [row[0] for row in rows(COURSE + sentence + "\n")] == drugs


@pytest.mark.parametrize(
    ("group", "drug"),
    [("antiémétiques", "Métoclopramide"), ("antibiotiques", "Métronidazole"), ("antalgiques", "Kétoprofène")],
)
def test_a_group_is_named_by_drugs_that_another_class_lists(group: str, drug: str) -> None:
    assert [row[0] for row in rows(COURSE + f"Mise sous {group}. {drug} en IV.\n")] == [drug]


def test_brand_with_its_molecule_in_brackets_is_one_drug() -> None:
    assert rows(HOME + "LEVOTHYROX (lévothyroxine sodique) 125 µg : 1-0-0") == [
        ("LEVOTHYROX", "125 µg", "1-0-0", "home")
    ]


def test_drugs_joined_share_the_frequency_behind_them() -> None:
    assert rows(COURSE + "Aérosols de Bricanyl/Atrovent 3 fois par jour.") == [
        ("Bricanyl", None, "3 fois par jour", "stay"),
        ("Atrovent", None, "3 fois par jour", "stay"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        COURSE + "Potassium 3,8 mmol/L, sodium 140 mmol/L, albumine 32 g/L.",
        COURSE + "E. coli résistant à l'amoxicilline.",
        COURSE + "Carence en vitamine D.",
        REPORT + "Allergies : pénicilline",
        REPORT + "Antécédents\n\nAllergie au Bactrim et à l'aspirine.",
        REPORT + "Antécédents familiaux\n\nPère : diabète sous metformine",
        HOME + "Aucun",
        DISCHARGE + "Inchangé",
        DISCHARGE + "Bas de contention classe II",
    ],
)
def test_no_medication_of_the_patient(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(
    "written", ["Atorvastatitine 40 mg le soir", "Hydrocholorothiazide 25 mg/j", "PARACETAM0L 1 g x3/j"]
)
def test_a_misspelt_name_is_still_a_drug(written: str) -> None:
    (found,) = medications(HOME + written)
    assert found.value == written.split(maxsplit=1)[0]
    assert part(found, "dose") is not None


def test_an_unknown_name_counts_on_a_treatment_line() -> None:
    assert rows(HOME + "Zyrbalex 20 mg le soir") == [("Zyrbalex", "20 mg", "le soir", "home")]


def test_known_names_carry_their_atc_code() -> None:
    (found,) = medications(HOME + "Bisoprolol 5 mg matin")
    assert found.code is not None
    assert found.code.code.startswith("C07")


def test_a_prescription_sheet_with_posology_on_the_next_line() -> None:
    sheet = (
        "CENTRE HOSPITALIER DE VALBRUNE\nDr Hélène Marsac\n\nORDONNANCE\n\nM. Lucien BARDOUX\n\n"
        "1) BISOPROLOL 2,5 mg, comprimé\n   1 comprimé le matin pendant 3 mois\n"
        "2) ELIQUIS 5 mg cp (non substituable)\n   1 comprimé matin et soir, QSP 3 mois, AR 1 fois\n"
    )
    assert rows(sheet) == [
        ("BISOPROLOL", "2,5 mg", "le matin", "discharge"),
        ("ELIQUIS", "5 mg", "matin et soir", "discharge"),
    ]


def test_an_english_list() -> None:
    text = (
        "DISCHARGE SUMMARY\n\nHome medications:\n- Lisinopril 10 mg PO daily\n- Acetaminophen 1 g every 6 hours PRN\n"
    )
    assert rows(text) == [
        ("Lisinopril", "10 mg", "daily", "home"),
        ("Acetaminophen", "1 g", "every 6 hours PRN", "home"),
    ]


def test_vaccines_named_by_their_disease() -> None:
    assert rows(REPORT + "Mode de vie\n\nVaccinations à jour : grippe, pneumocoque.") == [
        ("grippe", None, None, "mentioned"),
        ("pneumocoque", None, None, "mentioned"),
    ]


def test_every_part_shows_its_own_words() -> None:
    text = ClinicalText.of(HOME + "Ramipril 5 mg le matin pendant 3 mois")
    (found,) = read(text)
    for field in (found, *found.parts):
        if field.evidence is not None:
            assert text.text[field.evidence.start : field.evidence.end] == field.evidence.text
    assert part(found, "duration") == "3 mois"


def test_a_prolonged_release_belongs_to_the_name() -> None:
    assert rows(HOME + "Gliclazide LM 60 mg le matin") == [("Gliclazide LM", "60 mg", "le matin", "home")]


def test_an_aerosol_is_a_way_of_giving_not_a_drug() -> None:
    assert rows(COURSE + "Salbutamol 5 mg en aérosol toutes les 6 heures.") == [
        ("Salbutamol", "5 mg", "toutes les 6 heures", "stay")
    ]


def test_numbers_of_a_letterhead_are_no_drugs() -> None:
    assert rows("IPP : 34437781\nRPPS 99429505309\n\n" + HOME + "Aucun") == []


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Son traitement comporte Bisoprolol.", "home"),
        ("Je poursuis le bisoprolol 2,5 mg le matin.", "home"),
        ("Je lui prescris du paracétamol 1 g si douleur.", "discharge"),
        ("Elle a tenté le kétoprofène sans succès.", "mentioned"),
    ],
)
def test_a_consultation_letter_with_its_title_below_the_letterhead(sentence: str, status: str) -> None:
    letter = (
        "Hôpital Sainte-Aurore\nPneumologie\nDr Noémie Jarnavel\nRendez-vous : 04 65 71 80 68\n\n"
        "Compte rendu de consultation\n\nCher Confrère,\n\n"
    )
    assert [row[3] for row in rows(letter + sentence)] == [status]


@pytest.mark.parametrize(
    "line",
    [
        "IPP 8512345678",
        "IPP : 85 12 34 56 78",
        "RPPS 99700123456",
        "N° RPPS : 99700123456",
        "Protéine C réactive 12 mg/L",
    ],
)
@pytest.mark.parametrize("above", [HOME, COURSE, DISCHARGE, ""])
def test_numbers_of_people_and_lab_results_are_no_medications(above: str, line: str) -> None:
    assert rows(f"{above}{line}\n") == []


def test_a_proton_pump_inhibitor_is_still_a_medication() -> None:
    assert [row[0] for row in rows(DISCHARGE + "- IPP 20 mg le matin\n")] == ["IPP"]


@pytest.mark.parametrize(
    ("line", "drug", "dose"),
    [
        ("DONORMYL15mg le soir", "DONORMYL", "15mg"),
        ("SERETIDE DISKUS 250/50 µg matin et soir", "SERETIDE DISKUS", "250/50 µg"),
        ("Néphopam 30 mg si douleur", "Néphopam", "30 mg"),
        ("HUMALOG 6-10-10 UI", "HUMALOG", "6-10-10 UI"),
        ("Insuline rapide avant les repas : 4 UI x 3/j", "Insuline rapide", "4 UI"),
        ("Paracétamol oral à la dose de 1 gramme toutes les 8 h", "Paracétamol", "1 gramme"),
        ("Coumadine à reprendre le 25 octobre", "Coumadine", None),
    ],
)
def test_names_and_doses_as_they_are_really_typed(line: str, drug: str, dose: str | None) -> None:
    ((name, amount, _, _),) = rows(f"{HOME}{line}\n")
    assert (name, amount) == (drug, dose)


@pytest.mark.parametrize(
    "sentence",
    [
        "Consomme 2 UI d'alcool par jour.",
        "Une corticothérapie initiale 1 mg/kg.",
        "Lundi prochain, réévaluation.",
        "Madame Sylvianne Lapre, 40 ans.",
    ],
)
def test_ordinary_words_before_a_number_are_no_drugs(sentence: str) -> None:
    assert {str(field.value).lower() for field in medications(COURSE + sentence)} <= {"corticothérapie"}


def test_the_line_above_stops_no_other_drug() -> None:
    sheet = "ORDONNANCE\n\nPREDNISOLONE 20 mg : 3 cp pendant 5 jours puis arrêt\n\nTRAMADOL 50 mg : 1 cp si douleur\n"
    assert {row[3] for row in rows(sheet)} == {"discharge"}


def test_eye_drops_behind_their_name_are_no_other_drug() -> None:
    assert [row[0] for row in rows(HOME + "Latanoprost collyre 1 goutte le soir\n")] == ["Latanoprost"]


@pytest.mark.parametrize(
    "line", ["INR 2,4   sous anticoagulant : 2 - 3", "AVK   voir traitement", "Anticoagulant : non"]
)
def test_groups_of_drugs_on_a_laboratory_sheet_explain_its_ranges(line: str) -> None:
    assert rows(f"Laboratoire de biologie médicale\n\nPotassium 4,1 mmol/L\n{line}\n") == []


def test_what_a_form_offers_and_nobody_ticked_is_not_taken() -> None:
    assert [row[0] for row in rows(HOME + "☐ Metformine 850 mg\n☑ Ramipril 5 mg le matin\n☐ AVK\n")] == ["Ramipril"]


@pytest.mark.parametrize(("opening", "status"), [("", "discharge"), ("Chère consoeur, j'ai revu\n", "stay")])
def test_a_doctor_s_sheet_without_a_title_prescribes_unless_it_is_a_letter(opening: str, status: str) -> None:
    sheet = "Docteur Anne Pasquier - médecin généraliste\nLe 20/03/2026\nMadame Rose Vallier\n\n"
    assert rows(sheet + opening + "WARFARINE 5 mg : 1 comprimé le soir\n") == [("WARFARINE", "5 mg", "le soir", status)]


@pytest.mark.parametrize("title", ["ORDONNANCE", "ORDONNANCE |"])
def test_on_a_prescription_the_line_below_a_drug_is_its_posology(title: str) -> None:
    sheet = (
        f"{title}\n\n1. AMOXICILLINE 1 g, comprimé\n1 comprimé matin, midi et soir, pendant 4 jours\n\n"
        "2. PERINDOPRIL 4 mg, comprimé\n1 comprimé le matin, pendant 3 mois\n"
    )
    assert rows(sheet) == [
        ("AMOXICILLINE", "1 g", "matin, midi et soir", "discharge"),
        ("PERINDOPRIL", "4 mg", "le matin", "discharge"),
    ]
