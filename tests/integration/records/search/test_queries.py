"""Written queries and the documents that must answer, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from tests.integration.records.search.conftest import Library

QUERIES: tuple[tuple[str, str], ...] = (
    # words: accents, plural, verb forms
    ("fievre", "urgences"),
    ("fièvres", "urgences"),
    ("opérer", "maternite chirurgie"),
    ("opere", "maternite chirurgie"),
    ("opérées", "maternite chirurgie"),
    ("hemorragies", "maternite chirurgie"),
    ("antecedent", "cardio imagerie"),
    ("frisson toux", "urgences"),
    ("Ravenel", "ordonnance cardio"),
    ("yaelle brisefer", "maternite"),
    # abbreviations and other names
    ("hypertensions arterielles", "maternite cardio english"),
    ("HTA", "maternite cardio english"),
    ("H.T.A.", "maternite cardio english"),
    ("HTA Ravenel", "cardio"),
    ("paracétamol", "ordonnance"),
    ("aspirine", "ordonnance"),
    ("IDM", "imagerie"),
    ("TDM", "imagerie"),
    ("HPP", "maternite"),
    # what is said not to be so
    ("douleur thoracique", "english"),
    ("embolie pulmonaire", ""),
    ("pas de fièvre", "cardio"),
    ('"pas de douleur thoracique"', "cardio"),
    ("absent:fièvre", "cardio english"),
    ("absent:EP", ""),
    # phrases, exclusions, beginnings
    ('"base droite"', "urgences"),
    ('"droite base"', ""),
    ("ramipril -furosémide", "ordonnance"),
    ("-amoxicilline -ramipril -scanner type:lab_report", "labo"),
    ("hémorrag* SAUF césarienne", "chirurgie"),
    ("amoxi*", "urgences english"),
    ("cholécystec*", "chirurgie"),
    # filters
    ("service:cardiologie", "ordonnance cardio english"),
    ("service : digestive", "chirurgie"),
    ("type:ordonnance", "ordonnance"),
    ('type:"compte rendu opératoire"', "chirurgie"),
    ("auteur:navarro", "imagerie labo"),
    ("date:2025-03", "ordonnance cardio"),
    ("depuis:01/06/2025", "maternite urgences"),
    ("avant:2023", "english"),
    ("avant:9999-12-31 date:2024-01..9999 type:lab_report", "labo"),
    ("date:9999", ""),
    ("date:2024-01..2025-01-31", "labo chirurgie"),
    ("problème:hémorragie", "maternite chirurgie"),
    ("problème:HTA", "cardio english"),
    ("famille:HTA", "maternite"),
    ("antécédent:infarctus", "imagerie"),
    ("problème:diabète", "cardio"),
    ("allergie:pénicilline", "maternite"),
    ("médicament:paracétamol", "ordonnance"),
    ("atc:C09", "ordonnance cardio"),
    ("atc:J01CA04 -depuis:2025", "english"),
    ("code:I50", "cardio"),
    ("vérifié:oui", "maternite"),
    # numbers
    ("crp > 100", "urgences labo"),
    ("protéine C réactive >= 104", "urgences labo"),
    ("CRP<50 mg/L", "cardio"),
    ("kaliémie < 3,5", "labo"),
    ("créatinine > 1 g/L", ""),
    ("température > 38", "urgences"),
    ("toux crp>100 service:urgences", "urgences"),
    ("crp > 10 -crp>150", "cardio labo"),
    # English
    ("infection", "english"),
    ("treat smokers", "english"),
)


def test_written_queries_find_what_they_should(library: Library) -> None:
    wrong = {
        query: (found, expected.split())
        for query, expected in QUERIES
        if (found := library.names(query)) != expected.split()
    }
    assert wrong == {}
