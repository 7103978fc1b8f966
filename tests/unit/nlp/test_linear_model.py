from __future__ import annotations

import math
import random

from nlp.tagger.linear import LinearModel, fit


def test_what_decides_a_class_gets_the_weight() -> None:
    rng = random.Random(5)
    noise = [f"noise{n}" for n in range(6)]
    instances, classes = [], []
    for n in range(300):
        chosen = ("red", "green", "blue")[n % 3]
        instances.append(frozenset({f"is {chosen}", *rng.sample(noise, 2)}))
        classes.append(chosen)
    model = fit(instances, classes, penalty=0.1)
    for colour in ("red", "green", "blue"):
        likely = model.probabilities({f"is {colour}", "noise1", "never seen"})
        assert max(likely, key=likely.__getitem__) == colour
        assert math.isclose(sum(likely.values()), 1.0)


def test_probabilities_tell_how_often_it_is_so() -> None:
    instances = [frozenset({"coin"})] * 100
    model = fit(instances, ["yes"] * 80 + ["no"] * 20, penalty=0.01)
    assert abs(model.probabilities({"coin"})["yes"] - 0.8) < 0.02


def test_a_model_survives_its_file(tmp_path) -> None:
    model = LinearModel(("no", "yes"), {"bias": (0.1, -0.1), "fièvre": (-1.5, 1.5)})
    model.save(tmp_path / "model.json")
    assert LinearModel.load(tmp_path / "model.json") == model


def test_rare_features_are_left_out() -> None:
    model = fit([frozenset({"once", "always"}), frozenset({"always"})], ["a", "b"], at_least=2)
    assert "once" not in model.weights
