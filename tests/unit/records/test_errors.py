"""Every error has its status and says itself in both languages."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from string import Formatter

import pytest

from records import errors
from records.errors import AnamneseError, TooManyPages


def tree(root: type[AnamneseError]) -> Iterator[type[AnamneseError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from tree(child)


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("kind", list(tree(AnamneseError)), ids=lambda kind: kind.__name__)
def test_an_error_says_the_same_in_french_and_english(kind: type[AnamneseError]) -> None:
    assert placeholders(kind.fr) == placeholders(kind.en)
    assert 400 <= kind.status < 600
    details = dict.fromkeys(placeholders(kind.fr), 1)
    assert "{" not in kind(**details).message("fr") + kind(**details).message("en")


def test_every_error_stands_in_the_tree_of_the_module() -> None:
    for kind in tree(AnamneseError):
        assert kind.__name__ in (errors.__doc__ or "")


def test_codes_are_unique_among_the_errors_that_are_raised() -> None:
    leaves = [kind for kind in tree(AnamneseError) if not kind.__subclasses__()]
    assert len({kind.code for kind in leaves}) == len(leaves)


def test_an_error_crosses_processes() -> None:
    error = pickle.loads(pickle.dumps(TooManyPages(pages=200, limit=150)))
    assert isinstance(error, TooManyPages)
    assert "200" in error.message("fr")
