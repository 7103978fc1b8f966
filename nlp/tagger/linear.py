"""Multinomial logistic regression over named features: small, readable weights, no pickle.

An instance is a set of feature names. Weights are a JSON table, feature → one number a class, so that anyone can
read why an assertion was chosen.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

Features = frozenset[str]

_BIAS = "bias"
_ROUNDING = 4


@dataclass(frozen=True)
class LinearModel:
    """Classes and the weight of each feature for each class."""

    classes: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]

    def __repr__(self) -> str:
        return f"LinearModel({', '.join(self.classes)}; {len(self.weights)} features)"

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Probability of each class; features never seen in training count nothing."""
        from math import exp

        scores = list(self.weights[_BIAS])
        for feature in features:
            for index, weight in enumerate(self.weights.get(feature, ())):
                scores[index] += weight
        top = max(scores)
        raised = [exp(score - top) for score in scores]
        total = sum(raised)
        return {name: value / total for name, value in zip(self.classes, raised, strict=True)}

    def save(self, path: Path) -> None:
        """Write as JSON, features in alphabetical order."""
        table = {"classes": self.classes, "weights": dict(sorted(self.weights.items()))}
        path.write_text(json.dumps(table, ensure_ascii=False, indent=0, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Read what `save` wrote."""
        table = json.loads(path.read_text(encoding="utf-8"))
        return cls(tuple(table["classes"]), {name: tuple(row) for name, row in table["weights"].items()})


def fit(
    instances: Sequence[Features],
    classes: Sequence[str],
    *,
    penalty: float = 1.0,
    at_least: int = 2,
    steps: int = 300,
) -> LinearModel:
    """Fit by full-batch Adam; `penalty` is the weight of the squared norm, features seen `at_least` times count."""
    import numpy as np

    counts = Counter(feature for instance in instances for feature in instance)
    names = [_BIAS, *sorted(name for name, count in counts.items() if count >= at_least)]
    column = {name: index for index, name in enumerate(names)}
    kinds = sorted(set(classes))
    told = [[0, *sorted(column[f] for f in instance if f in column)] for instance in instances]
    goal = np.zeros((len(kinds), len(instances)), dtype=np.float32)
    goal[[kinds.index(c) for c in classes], np.arange(len(classes))] = 1
    weights = _descend(told, len(names), goal, penalty, steps)
    rows = {name: tuple(round(float(v), _ROUNDING) for v in weights[:, index]) for name, index in column.items()}
    kept = {name: row for name, row in rows.items() if name == _BIAS or any(abs(v) >= 0.01 for v in row)}
    return LinearModel(tuple(kinds), kept)


def _descend(told: Sequence[Sequence[int]], features: int, goal: np.ndarray, penalty: float, steps: int) -> np.ndarray:
    """Weights, class by feature; `told` are the features of each instance, `goal` its class, class by instance."""
    import numpy as np

    columns = np.concatenate([np.asarray(row) for row in told])
    lengths = np.asarray([len(row) for row in told])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    weights = np.zeros((len(goal), features), dtype=np.float32)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        scores = np.add.reduceat(weights[:, columns], starts, axis=1)
        scores -= scores.max(axis=0)
        raised = np.exp(scores)
        wrong = np.repeat(raised / raised.sum(axis=0) - goal, lengths, axis=1)
        shrink = penalty * weights
        shrink[:, 0] = 0
        slope = np.stack([np.bincount(columns, weights=row, minlength=features) for row in wrong])
        slope = ((slope + shrink) / len(told)).astype(np.float32)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        rate = 0.1 * min(1.0, 2 * (steps - step) / steps + 0.01)
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights
