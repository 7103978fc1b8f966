"""Which language a person reads: asked for, remembered, or the browser's."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

LANGUAGES = ("fr", "en")
DEFAULT = "fr"
COOKIE = "lang"
YEAR_S = 365 * 24 * 3600


def chosen(request: Request) -> str:
    """The language of a page: the cookie of an earlier choice, else the browser's first that we speak, else French."""
    remembered = request.cookies.get(COOKIE)
    return remembered if remembered in LANGUAGES else preferred(request.headers.get("accept-language", ""))


def remember(wanted: str, here: str) -> Response:
    """Keep the choice of language for a year and show the page in it."""
    answer = RedirectResponse(here, status_code=303)
    if wanted in LANGUAGES:
        answer.set_cookie(COOKIE, wanted, max_age=YEAR_S, httponly=True, samesite="lax")
    return answer


def preferred(accept_language: str) -> str:
    """The language we speak that an `Accept-Language` header wants most; French where it names none of them."""
    wanted: list[tuple[float, str]] = []
    for entry in accept_language.split(","):
        tag, _, parameters = entry.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and (weight := _weight(parameters)) > 0:
            wanted.append((weight, language))
    return max(wanted, key=lambda pair: pair[0])[1] if wanted else DEFAULT


def _weight(parameters: str) -> float:
    """The `q` of an entry; 1 where none is given, 0 where it cannot be read."""
    name, _, number = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
