from __future__ import annotations

from nlp.assertion.context import Contexts, Mention
from nlp.tagger.data import Annotation, Example
from nlp.tagger.fitting import fit_network, lower_layers
from nlp.tagger.model import Tagger
from nlp.tagger.train import vote
from nlp.text import ClinicalText

_FRAMES = (
    ("Le patient présente une {}.", "present"),
    ("On note une {} ce jour.", "present"),
    ("Pas de {}.", "absent"),
    ("Absence de {} ce jour.", "absent"),
)
_NAMES = ("fièvre", "toux", "dyspnée", "asthénie", "otite")


def toy_reports() -> list[Example]:
    reports = []
    for frame, assertion in _FRAMES:
        for name in _NAMES:
            start = frame.index("{}")
            found = Annotation(start, start + len(name), "CONDITION", assertion)
            reports.append(Example(name, ClinicalText.of(frame.format(name)), (found,)))
    return reports


def test_the_network_learns_names_and_what_is_said_of_them() -> None:
    examples = toy_reports()
    network = Tagger("toy", fit_network(examples, epochs=25, seed=3, dropout=0.1, batch_tokens=40), {})
    read = [network.mentions(Contexts(example.text)) for example in examples]
    wanted = [[("CONDITION_" + a.attribute) for a in example.annotations] for example in examples]
    right = sum([m.label for m in found] == labels for found, labels in zip(read, wanted, strict=True))
    assert right >= 18


def test_lower_layers_can_start_another_network() -> None:
    examples = toy_reports()[:4]
    first = fit_network(examples, epochs=1, seed=3)
    again = fit_network(examples, epochs=0, seed=4, start_from=lower_layers(first))
    assert lower_layers(again) == lower_layers(first)


def test_a_mention_counts_when_two_readings_share_it() -> None:
    shared, alone, within = Mention(0, 2, "PROCEDURE"), Mention(5, 6, "PROCEDURE"), Mention(1, 2, "PROCEDURE")
    doubted = Mention(8, 9, "CONDITION_absent")
    readings = [
        [shared, doubted],
        [shared, within, Mention(8, 9, "CONDITION_present")],
        [alone, within, shared, doubted],
    ]
    assert vote(readings) == [shared, doubted]
