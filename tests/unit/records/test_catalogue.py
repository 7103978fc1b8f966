"""The catalogue is complete enough to build forms, exports and validation from."""

from __future__ import annotations

from records.catalogue import catalogue

KINDS = {"text", "name", "date", "integer", "decimal", "boolean", "enum", "concept"}


def test_every_field_has_both_labels_and_a_known_kind() -> None:
    for spec in catalogue().values():
        assert spec.label.fr and spec.label.en, spec.name
        assert spec.kind in KINDS, spec.name


def test_an_enum_lists_its_values_and_nothing_else_does() -> None:
    for spec in catalogue().values():
        assert bool(spec.values) == (spec.kind == "enum"), spec.name


def test_bounds_go_upwards_and_come_with_a_number() -> None:
    for spec in catalogue().values():
        if spec.bounds:
            assert spec.bounds[0] < spec.bounds[1], spec.name
            assert spec.kind in {"integer", "decimal"}, spec.name


def test_a_part_belongs_to_a_declared_field() -> None:
    for name in catalogue():
        group, _, part = name.partition(".")
        if part and group in {"conditions", "medications", "procedures", "labs"}:
            assert group in catalogue()
