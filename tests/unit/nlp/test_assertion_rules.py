"""Assertion by cues alone, on sentences a clinician reads: <absent>…</absent> marks what is to be found, and how."""

from __future__ import annotations

import re

import pytest

from nlp.assertion.context import Contexts, Mention
from nlp.assertion.cues import Side, find_cues
from nlp.assertion.eds_cues import eds_cues
from nlp.assertion.procedure_status import rule_status, told_status
from nlp.assertion.rules import rule_assertion
from nlp.sections import fold
from nlp.tagger.tokens import tokenise
from nlp.text import ClinicalText

_MARK = re.compile(r"<(\w+)>(.*?)</\1>", re.DOTALL)


def marked(sentence: str) -> tuple[Contexts, list[tuple[Mention, str, str]]]:
    """The sentence without its marks, and each marked mention with its words and its mark."""
    plain, places, last = "", [], 0
    for match in _MARK.finditer(sentence):
        plain += sentence[last : match.start()]
        places.append((len(plain), len(plain) + len(match[2]), match[1]))
        plain += match[2]
        last = match.end()
    contexts = Contexts(ClinicalText.of(plain + sentence[last:]))
    tokens = contexts.tokens
    return contexts, [
        (Mention(tokens.first_from(start), tokens.last_before(end)), contexts.text.text[start:end], mark)
        for start, end, mark in places
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Le patient présente une <present>fièvre</present> avec des <present>frissons</present>.",
        "Pas de <absent>fièvre</absent>, <absent>frissons</absent> ni <absent>sueurs</absent>.",
        "Absence de <absent>souffle</absent> et d'<absent>œdème des membres inférieurs</absent>.",
        "Abdomen sans <absent>défense</absent> ni <absent>contracture</absent>, mais <present>sensible</present>.",
        "MAF + <absent>CU</absent> - <absent>Métro</absent> - <absent>SFU</absent> -",
        "<absent>Embolie pulmonaire</absent> éliminée par l'angioscanner.",
        "Sans argument pour une <absent>pneumopathie</absent>.",
        "Il n'y a pas de <absent>signe de choc</absent>.",
        "Pas d'antécédent de <absent>thrombose</absent>.",
        "Suspicion d'<possible>appendicite</possible>.",
        "<possible>Polynévrite</possible> probable.",
        "Scanner évoquant une <possible>sigmoïdite</possible>.",
        "Ne permet pas d'éliminer une <possible>fracture</possible> du scaphoïde.",
        "<present>Diabète non insulinodépendant</present> depuis dix ans.",
        "Présente une <present>nausée</present> sans doute liée au traitement.",
        "<family>Cancer du sein</family> chez la mère.",
        "Père : <family>infarctus</family> à 50 ans.",
        "Antécédents familiaux de <family>glaucome</family>.",
        "Antécédent d'<history>ulcère gastrique</history>.",
        "<history>Hépatite A</history> guérie.",
        "No evidence of <absent>pneumonia</absent>, denies <absent>chest pain</absent>.",
    ],
)
def test_cues_decide_what_is_said_of_a_finding(sentence: str) -> None:
    contexts, mentions = marked(sentence)
    for mention, words, expected in mentions:
        assert rule_assertion(contexts, mention).value == expected, words


def test_under_the_family_heading_everything_is_of_the_family() -> None:
    contexts, mentions = marked(
        "Compte rendu\n\nAntécédents familiaux :\n- <family>Glaucome</family>\n- pas de <absent>diabète</absent>\n\n"
        "Histoire de la maladie :\n<present>Toux</present> depuis trois jours."
    )
    for mention, words, expected in mentions:
        assert rule_assertion(contexts, mention).value == expected, words


def test_a_negation_stops_at_the_end_of_its_line() -> None:
    contexts, mentions = marked("Pas de <absent>toux</absent>\n<present>Dyspnée</present> d'effort")
    assert [rule_assertion(contexts, mention).value for mention, _, _ in mentions] == ["absent", "present"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Une <planned>coloscopie</planned> est programmée le mois prochain.",
        "Indication à une <planned>cholécystectomie</planned>.",
        "Elle a bénéficié d'une <done>biopsie</done> sans complication.",
        "Compte rendu\n\nAntécédents :\n- <history>Appendicectomie</history> en 1998",
        "Antécédent de <history>césarienne</history>.",
    ],
)
def test_cues_decide_whether_a_procedure_was_done(sentence: str) -> None:
    contexts, mentions = marked(sentence)
    for mention, words, expected in mentions:
        assert rule_status(contexts, mention) == expected, words


def test_cues_of_eds_nlp_come_with_their_conjugations() -> None:
    cues = eds_cues()
    assert {"écarte", "exclut", "aucune"} <= {*cues["negation.before"]}
    assert "suspectée" in cues["possible.after"]


def test_the_compiled_cues_are_kept_in_the_users_cache(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    compiled = eds_cues()
    kept = list(tmp_path.rglob("assertion-cues-*.json"))
    assert len(kept) == 1
    kept[0].write_text("not JSON", encoding="utf-8")
    assert eds_cues() == compiled


def test_every_cue_of_ours_is_found_in_its_own_words() -> None:
    import tomllib
    from importlib.resources import files

    table = tomllib.loads((files("nlp") / "lexicons" / "assertion_cues.toml").read_text(encoding="utf-8"))
    end_words = table.pop("end")["words"]
    entries = [
        (kind, side, phrase) for kind, sides in table.items() for side in ("before", "after") for phrase in sides[side]
    ]
    entries += [("end", "before", phrase) for phrase in end_words]
    for kind, side, phrase in entries:
        found = find_cues(tokenise(fold(phrase)))
        hidden = any(phrase == hiding for sides in table.values() for hiding in sides.get("not_a_cue", ()))
        assert hidden or any(cue.kind == kind and cue.side is Side(side) for cue in found), (kind, side, phrase)


def test_nothing_of_the_document_shows_in_a_repr() -> None:
    contexts, _ = marked("Madame Zélie Fictive, <present>toux</present>")
    assert "Zélie" not in repr(contexts) + repr(contexts.tokens) + repr(contexts.text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Une <planned>coloscopie</planned> est prévue le mois prochain.",
        "Indication d'une <planned>cholécystectomie</planned>.",
        "<planned>Biopsie</planned> à programmer.",
        "Il avait bénéficié d'une <history>appendicectomie</history>.",
        "Patiente opérée d'une <history>sigmoïdectomie</history> l'an passé.",
        "<none>Coloscopie</none> ce jour, sans complication.",
        "<none>Appendicectomie</none> réalisée, contrôle prévu.",
    ],
)
def test_words_right_beside_a_procedure_tell_its_status(sentence: str) -> None:
    contexts, mentions = marked(sentence)
    for mention, words, expected in mentions:
        assert (told_status(contexts, mention) or "none") == expected, words
