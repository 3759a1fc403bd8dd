"""Small multiples side by side, with the figures of all of them in one place."""

from collections.abc import Iterable, Sequence
from itertools import starmap

from markupsafe import Markup, escape

from .figure import heads, table


def cells(each: Iterable[Markup], figures: Markup, *, name: str = "") -> Markup:
    """Return small drawings beside each other, as many as there is room for, and their figures."""
    inner = Markup("").join(each)
    named = Markup(' id="{}"').format(name) if name else Markup("")
    return Markup('<div class="rc-cells"{}>{}</div>{}').format(named, inner, figures)


def tables(
    each: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]],
) -> Markup:
    """Return tables that open when they are asked for: titles, heads and rows."""
    return Markup(
        '<details class="rc-chart-figures"><summary>The figures as a table</summary>'
        '<div class="rc-wide" tabindex="0" role="group" aria-label="Figures">{}</div></details>'
    ).format(Markup("").join(starmap(table, each)))


def shades(
    head: Sequence[str], rows: Iterable[tuple[str, Sequence[tuple[str, float]]]], *, title: str
) -> Markup:
    """Return a table of words, the stronger the color the higher: each row a name, and words with shares."""
    body = Markup("").join(
        ROW.format(name, Markup("").join(starmap(_shade, there))) for name, there in rows
    )
    return SHADES.format(title, heads(head), body)


SHADES = Markup(
    '<table class="rc-shades"><caption>{}<span>; the stronger the color, the higher on its scale</span>'
    "</caption><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>"
)
ROW = Markup('<tr><th scope="row">{}</th>{}</tr>')


def _shade(words: str, share: float) -> Markup:
    if not words:
        return Markup("<td></td>")
    return Markup('<td style="--rc-shade:{:.0f}%"><span>{}</span></td>').format(
        8 + 52 * share, escape(words)
    )
