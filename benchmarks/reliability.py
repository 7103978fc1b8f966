"""Whether a stated confidence is kept: calibration error, the errors that a reviewer of the doubtful fields meets, and
the reliability diagram as an SVG."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

BINS = 10
REVIEWED = 0.20
_SIDE, _MARGIN = 360, 46


@dataclass(frozen=True, slots=True)
class Outcome:
    """One field that was shown."""

    group: str
    confidence: float
    right: bool


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Expected calibration error over ten bins of equal width."""
    gaps = (abs(sum(one.confidence - one.right for one in inside)) for inside in _binned(outcomes))
    return sum(gaps) / max(1, len(outcomes))


def caught(outcomes: Sequence[Outcome], share: float = REVIEWED) -> float:
    """Share of the errors among the least certain fields; of those equally certain as many as fit, by chance."""
    alike: dict[float, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        alike[one.confidence].append(one)
    left, found = share * len(outcomes), 0.0
    for _, group in sorted(alike.items()):
        part = min(1.0, left / len(group))
        found += part * sum(not one.right for one in group)
        left -= part * len(group)
        if left <= 0:
            break
    return found / max(1, sum(not one.right for one in outcomes))


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A Markdown table, group by group and together."""
    yield "| group | fields | right | mean confidence | ECE | errors in the least certain 20 % |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name in (*sorted({one.group for one in outcomes}), "**all**"):
        mine = [one for one in outcomes if name in (one.group, "**all**")]
        right = sum(one.right for one in mine) / len(mine)
        mean = sum(one.confidence for one in mine) / len(mine)
        told = f"{caught(mine):.2f}" if right < 1 else "–"
        yield f"| {name} | {len(mine)} | {right:.3f} | {mean:.3f} | {calibration_error(mine):.3f} | {told} |"


def diagram(outcomes: Sequence[Outcome]) -> str:
    """Confidence across, share of right fields up; a dot's area is its number of fields, the line is perfection."""
    dots = "\n".join(_dot(inside, len(outcomes)) for inside in _binned(outcomes) if inside)
    ticks = "\n".join(
        f'<text x="{_x(tick / 5):.0f}" y="{_y(0) + 18:.0f}" text-anchor="middle">{tick / 5:.1f}</text>'
        f'<text x="{_x(0) - 8:.0f}" y="{_y(tick / 5) + 4:.0f}" text-anchor="end">{tick / 5:.1f}</text>'
        for tick in range(6)
    )
    whole = _SIDE + 2 * _MARGIN
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" role="img"
 font-family="sans-serif" font-size="12" fill="#333">
<title>Stated confidence against the share of fields that were right, held-out folds</title>
<rect width="{whole}" height="{whole}" fill="#fff"/>
<path d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}" fill="none" stroke="#333"/>
<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#999" stroke-dasharray="4 4"/>
{ticks}
{dots}
<text x="{whole / 2}" y="{whole - 6}" text-anchor="middle">stated confidence</text>
<text transform="translate(12 {whole / 2}) rotate(-90)" text-anchor="middle">share right</text>
</svg>
"""


def _dot(inside: Sequence[Outcome], all_fields: int) -> str:
    mean = sum(one.confidence for one in inside) / len(inside)
    right = sum(one.right for one in inside) / len(inside)
    radius = 2.5 + 24 * (len(inside) / all_fields) ** 0.5
    return (
        f'<circle cx="{_x(mean):.1f}" cy="{_y(right):.1f}" r="{radius:.1f}" fill="#2563eb" fill-opacity="0.55">'
        f"<title>{len(inside)} fields: stated {mean:.3f}, right {right:.3f}</title></circle>"
    )


def _binned(outcomes: Iterable[Outcome]) -> list[list[Outcome]]:
    bins: list[list[Outcome]] = [[] for _ in range(BINS)]
    for one in outcomes:
        bins[min(BINS - 1, int(one.confidence * BINS))].append(one)
    return bins


def _x(value: float) -> float:
    return _MARGIN + value * _SIDE


def _y(value: float) -> float:
    return _MARGIN + (1 - value) * _SIDE
