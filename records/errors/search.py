"""A query that cannot be understood. Messages name the place in the query, never its words."""

from __future__ import annotations

from records.errors.base import AnamneseError


class QueryRefused(AnamneseError):
    """Nothing was looked for."""

    status = 422


class QueryEmpty(QueryRefused):
    """Nothing to look for."""

    code = "query_empty"
    fr = "La recherche est vide : écrivez un mot, une « phrase » ou un filtre."
    en = "The query is empty: write a word, a “phrase” or a filter."


class QueryTooLong(QueryRefused):
    """Details: `limit`."""

    code = "query_too_long"
    fr = "La recherche a trop de mots ou de filtres (limite : {limit})."
    en = "The query has too many words or filters (limit: {limit})."


class QuoteNotClosed(QueryRefused):
    """Details: `place`."""

    code = "quote_not_closed"
    fr = "Le guillemet ouvert au caractère {place} n'est pas fermé."
    en = "The quotation mark opened at character {place} is not closed."


class UnknownFilter(QueryRefused):
    """Details: `place`, `known`."""

    code = "unknown_filter"
    fr = "Au caractère {place}, le mot avant les deux-points n'est pas un filtre. Filtres : {known}."
    en = "At character {place}, the word before the colon is no filter. Filters: {known}."


class FilterValueInvalid(QueryRefused):
    """Details: `place`, `expected`."""

    code = "filter_value_invalid"
    fr = "La valeur du filtre au caractère {place} n'est pas comprise ; attendu : {expected}."
    en = "The value of the filter at character {place} is not understood; expected: {expected}."


class PrefixTooShort(QueryRefused):
    """Details: `place`, `letters`."""

    code = "prefix_too_short"
    fr = "Au caractère {place}, il faut au moins {letters} lettres avant l'astérisque."
    en = "At character {place}, at least {letters} letters are needed before the asterisk."


class ComparisonInvalid(QueryRefused):
    """Details: `place`."""

    code = "comparison_invalid"
    fr = "La comparaison au caractère {place} n'est pas comprise ; exemples : crp > 100, potassium < 3,5 mmol/L."
    en = "The comparison at character {place} is not understood; examples: crp > 100, potassium < 3.5 mmol/L."


class CursorInvalid(QueryRefused):
    """`after` is not the `next` of an answer."""

    code = "cursor_invalid"
    fr = "La page demandée n'existe pas ; reprenez la recherche depuis le début."
    en = "There is no such page of hits; start again from the first one."
