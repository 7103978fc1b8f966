"""Templates become answers. What browsers may do with them is said in `api.guard`."""

from __future__ import annotations

from functools import cache

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from api.pages.assets import assets
from api.pages.wording import Wording

_HEADERS = {
    "Vary": "Accept-Language, Cookie",
    # With the guard's `no-referrer`, browsers hide where a form was sent from, and the guard would refuse our own.
    "Referrer-Policy": "same-origin",
}


def render(template: str, words: Wording, *, here: str, status_code: int = 200, **values: object) -> HTMLResponse:
    """A page in the reader's language. `here` is its own address, for the language links."""
    body = _template(template).render(wording=words, t=words.text, asset=assets().address, here=here, **values)
    return HTMLResponse(body, status_code, headers=_HEADERS)


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("ui"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
