"""What the linear models know about a mention: cues that reach it, its section and line, the words around it."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.assertion.context import Contexts, Mention
from nlp.assertion.rules import rule_assertion
from nlp.tagger.linear import Features
from nlp.tagger.tokens import LINE_END, stem

_LIST_SEPARATORS = frozenset({",", "ni", "et", "ou", "/", "de", "d'", "+", "-", "(", "des", "un", "une"})
_WINDOW = 8
_SHORT = 3
"""Letters of words that say nothing by themselves."""


def mention_features(contexts: Contexts, mention: Mention, previous: tuple[Mention, str] | None) -> Features:
    """Features of one mention; `previous` is the mention before it in the text with what was decided for it."""
    return frozenset(_features(contexts, mention, previous))


def title_features(contexts: Contexts, mention: Mention) -> Features:
    """The words of the heading above: "Antécédents chirurgicaux" says more than that past things follow."""
    section, tokens = contexts.section(mention), contexts.tokens
    words = tokens.words[tokens.first_from(section.start) : tokens.last_before(section.body)]
    return frozenset(f"title:{stem(word)}" for word in words if word.isalpha() and len(word) > _SHORT)


def _features(contexts: Contexts, mention: Mention, previous: tuple[Mention, str] | None) -> Iterator[str]:
    words = contexts.tokens.words
    section = contexts.section(mention).kind.value
    rule = rule_assertion(contexts, mention).value
    yield f"section:{section}"
    yield f"rule:{rule}"
    yield f"rule:{rule}+section:{section}"
    if mention.label:
        yield f"tag:{mention.label}"
        yield f"tag:{mention.label}+rule:{rule}"
        yield f"tag:{mention.label}+section:{section}"
    yield from _cue_features(contexts, mention)
    yield from _line_features(contexts, mention)
    start, end = contexts.sentence(mention)
    for place in range(1, 4):
        yield f"w-{place}:{words[mention.start - place] if mention.start >= place else '^'}"
    for place in range(2):
        yield f"w+{place}:{words[mention.end + place] if mention.end + place < len(words) else '$'}"
    for word in words[max(start, mention.start - _WINDOW) : mention.start]:
        yield f"before:{stem(word)}"
    for word in words[mention.end : min(end, mention.end + _WINDOW)]:
        yield f"after:{stem(word)}"
    for word in words[mention.start : mention.end]:
        yield f"in:{stem(word)}"
    yield "text:" + " ".join(stem(word) for word in words[mention.start : mention.end])
    if previous is not None and previous[0].end <= mention.start:
        between = words[previous[0].end : mention.start]
        if len(between) <= 3 and all(word in _LIST_SEPARATORS for word in between):
            yield f"list:{previous[1]}"
            yield f"list:{previous[1]}+rule:{rule}"
        elif LINE_END in between and len(between) <= 4:
            yield f"line_before:{previous[1]}+section:{section}"


def _cue_features(contexts: Contexts, mention: Mention) -> Iterator[str]:
    ended = ""
    seen: set[str] = set()
    for cue in reversed(contexts.cues_before(mention)):
        distance = mention.start - cue.end
        if cue.kind == "end":
            ended = "-ended"
        elif cue.kind not in seen:
            seen.add(cue.kind)
            near = "0" if distance <= 0 else "1" if distance <= 2 else "2" if distance <= 6 else "3"
            yield f"cue<{cue.kind}:{near}{ended}"
            yield f"cue<{cue.kind}{ended}:{cue.source}"
    for cue in contexts.cues_after(mention):
        if cue.kind not in seen:
            distance = cue.start - mention.end
            yield f"cue>{cue.kind}:{min(distance, 3)}:{cue.source}"


def _line_features(contexts: Contexts, mention: Mention) -> Iterator[str]:
    """The line's own label ("Chirurgicaux : …"), the short line above it, a year, and how the line begins."""
    words, starts = contexts.tokens.words, contexts.lines
    first = starts[mention.start]
    line = words[first : mention.start]
    if ":" in line:
        label = [w for w in line[: len(line) - 1 - line[::-1].index(":")] if w.isalpha()]
        yield "label:" + " ".join(stem(w) for w in label[-2:])
    begin = next((w for w in words[first : first + 3] if w.isalpha()), "")
    yield f"begins:{stem(begin)}"
    if all(not w.isalpha() for w in line):
        yield "starts_line"
    above = first
    for _ in range(12):
        if above == 0:
            break
        above = starts[above - 1]
        body = [w for w in words[above:first] if w != LINE_END]
        heading = words[above : _line_end(words, above)]
        if body and len(heading) <= 4 and heading[-1:] == (":",):
            yield "heading:" + " ".join(stem(w) for w in heading[:-1] if w.isalpha())
            break
    _, end = contexts.sentence(mention)
    if "0000" in words[mention.end : min(end, mention.end + 6)]:
        yield "year_behind"
    if "0000" in words[first : mention.start]:
        yield "year_before"


def _line_end(words: tuple[str, ...], start: int) -> int:
    while start < len(words) and words[start] != LINE_END:
        start += 1
    return start
