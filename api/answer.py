"""What all answers share: the address they stand under, their strictness, and the types of their numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

PREFIX = "/api/v1"

Fraction = Annotated[float, Field(ge=0, le=1)]
FourSides = Annotated[list[Fraction], Field(min_length=4, max_length=4)]
"""Left, top, right, bottom, each a fraction of the page."""
Count = Annotated[int, Field(ge=0)]
Place = Annotated[int, Field(ge=0)]
"""In the characters of the page's text."""


class Answer(BaseModel):
    """Answers are complete: every property is always there, null where there is nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
