"""One track for each of a few things: where it lies, or from where to where it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .figure import number, svg

GRID = Markup('<line class="rc-chart-grid" x1="{0}%" x2="{0}%" y1=".35em" y2="1.05em"/>')
LINE = Markup('<line class="rc-chart-grid" x2="100%" y1=".7em" y2=".7em"/>')


@dataclass(frozen=True)
class Track:
    """A thing, what is said beside it, and its place from 0 to ``most``.

    Where there is a ``start``, that is the dot and the place a ring, as in :func:`.before_after`.
    """

    words: str
    said: str
    place: float
    start: float | None = None


def tracks(items: Sequence[Track], *, most: int, ends: tuple[str, str]) -> Markup:
    """Draw each thing on a line of its own, with the words of both ends beneath."""
    if not items or most < 1:
        return Markup("")
    drawn = Markup("").join(_track(item, most, ends) for item in items)
    return Markup('<ul class="rc-chart-pairs">{}</ul>').format(drawn)


def _track(item: Track, most: int, ends: tuple[str, str]) -> Markup:
    place = number(item.place / most * 100)
    body = Markup("").join(GRID.format(number(i / most * 100)) for i in range(most + 1)) + LINE
    dot = place if item.start is None else number(item.start / most * 100)
    if item.start is not None:
        body += Markup(
            '<line class="rc-chart-stem" x1="{0}%" x2="{1}%" y1=".7em" y2=".7em"/>'
            '<circle class="rc-chart-ring" cx="{1}%" cy=".7em" r=".42em"/>'
        ).format(dot, place)
    body += Markup('<circle class="rc-chart-full" cx="{}%" cy=".7em" r="{}em"/>').format(
        dot, ".42" if item.start != item.place else ".22"
    )
    return Markup(
        '<li><p class="rc-chart-name">{}<span>{}</span></p><div class="rc-chart-track">{}</div>'
        '<p class="rc-chart-ends" aria-hidden="true"><span>{}</span><span>{}</span></p></li>'
    ).format(item.words, item.said, svg(item.words, f"{item.said}.", body, height=1.4), *ends)
