"""What every chart is made of: the figure with its sentence and table, the drawing, the key."""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import blake2s

from markupsafe import Markup, escape

REMARK = 1.4
"""The height of one more row of words beneath a plot, in ``em``."""

LETTER = 0.54
"""About how wide a letter is, in ``em``; a little wide, so that words never touch the plot."""

HATCH = Markup(
    '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="rc-chart-hatch" width="2.2" height="6"/>'
    "</pattern></defs>"
)


def figure(
    drawing: Markup,
    sentence: str,
    table_head: Sequence[str],
    table_rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    name: str = "",
) -> Markup:
    """Return a drawing with its heading, its sentence, and the same figures as a table.

    ``name`` is the id by which a sentence elsewhere leads to it.
    """
    named = Markup(' id="{}"').format(name) if name else Markup("")
    heading = Markup('<p class="rc-chart-title">{}</p>').format(title) if title else Markup("")
    return Markup(
        '<figure class="rc-chart"{}>{}{}<figcaption>{}</figcaption>'
        '<details class="rc-chart-figures"><summary>The figures as a table</summary>{}</details>'
        "</figure>"
    ).format(named, heading, drawing, sentence, table(title, table_head, table_rows))


def early(sentence: str, *, title: str = "") -> Markup:
    """Return a sentence in the place of a chart that there is too little for."""
    heading = Markup("<strong>{}</strong><br>").format(title) if title else Markup("")
    return Markup('<p class="rc-early">{}{}</p>').format(heading, sentence)


def is_drawn(shown: Markup) -> bool:
    """Say whether there is any figure in this, and not only sentences that it is too early."""
    return '<figure class="rc-chart' in shown


def svg(title: str, description: str, body: Markup, *, height: float, gutter: float = 0) -> Markup:
    """Return a drawing that is named and described; ``height`` and ``gutter`` are in ``em``.

    The ids come from what is drawn, so that they differ from chart to chart and stay the same from
    one run to the next. ``{hatch}`` in the body stands for the id of the hatching.
    """
    name = (
        "rc-" + blake2s(f"{title}{description}{body}{gutter}".encode(), digest_size=5).hexdigest()
    )
    hatched = "url(#{hatch})" in body
    drawn = Markup(str(body).replace("{hatch}", f"{name}-h"))  # noqa: S704 (was Markup before)
    return Markup(
        '<svg class="rc-chart-plot" role="img" aria-labelledby="{0}-t" aria-describedby="{0}-d"'
        ' style="height:{1}em;padding-left:{2}em"><title id="{0}-t">{3}</title><desc id="{0}-d">{4}'
        "</desc>{5}{6}</svg>"
    ).format(
        name,
        number(height),
        number(gutter),
        title,
        description,
        HATCH.format(f"{name}-h") if hatched else Markup(""),
        drawn,
    )


def key(*marks: tuple[str, str]) -> Markup:
    """Return what the marks of a chart mean, for the eye: pairs of a mark's name and its words.

    Marks are ``full``, ``hatched``, ``empty``, ``half``, ``dot``, ``ring`` and ``limit``.
    """
    return Markup('<p class="rc-chart-key" aria-hidden="true">{}</p>').format(
        Markup(" ").join(
            Markup("<span>{}{}</span>").format(_swatch(mark), words) for mark, words in marks
        )
    )


def rows_of(words: str, letters: int = 16, most: int = 3) -> list[str]:
    """Return words in rows of so many letters, the last one cut short where there are too many."""
    return textwrap.wrap(words, letters, max_lines=most, placeholder=" …") or [""]


def number(value: float) -> str:
    """Return a number as short as it can be drawn."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def short_day(day: date, *, year: bool = False) -> str:
    """Say a day as briefly as an axis needs: ``Sep 28`` or ``Sep 28, 2026``."""
    return f"{day:%b} {day.day}, {day.year}" if year else f"{day:%b} {day.day}"


def day_labels(first: date, latest: date, y: float, *, remark: str = "") -> Markup:
    """Return the words beneath a plot: its first and latest day, and a remark on a row of its own.

    ``y`` is where the first row stands; the remark needs :data:`REMARK` more.
    """
    text = Markup('<text x="{}%" y="{}em" text-anchor="{}">{}</text>')
    year = first.year != latest.year
    if first == latest:
        return text.format(50, number(y), "middle", short_day(first))
    labels = text.format(0, number(y), "start", short_day(first, year=year))
    labels += text.format(100, number(y), "end", short_day(latest, year=year))
    if remark:
        labels += text.format(50, number(y + REMARK), "middle", remark)
    return labels


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Markup:
    """Return figures as a table, named by its caption."""
    caption = Markup("<caption>{}</caption>").format(title) if title else Markup("")
    return Markup(
        '<table class="rc-chart-table">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(caption, heads(head), Markup("").join(map(_row, rows)))


def heads(words: Iterable[str]) -> Markup:
    """Return the cells above the columns of a table."""
    return Markup("").join(map(Markup('<th scope="col">{}</th>').format, words))


def _row(row: Sequence[object]) -> Markup:
    # Joining escapes as ``format`` does and takes a fraction of its time: tables have many rows.
    head, *cells = map(escape, row)
    inner = Markup("</td><td>").join(cells)
    return Markup("").join(
        (Markup('<tr><th scope="row">'), head, Markup("</th><td>"), inner, Markup("</td></tr>"))
    )


def _swatch(mark: str) -> Markup:
    shape = {
        "limit": '<path class="rc-chart-limit" d="M0 7h14"/>',
        "dot": '<circle class="rc-chart-full" cx="7" cy="7" r="5"/>',
        "ring": '<circle class="rc-chart-ring" cx="7" cy="7" r="4.5"/>',
        "hatched": '<rect class="rc-chart-empty" x="1" y="1" width="12" height="12"/>'
        '<path class="rc-chart-stripes" d="M1 7L7 1M1 13L13 1M7 13L13 7"/>',
        "half": '<rect class="rc-chart-empty" x="1" y="1" width="12" height="12"/>'
        '<rect class="rc-chart-full" x="1" y="7" width="12" height="6"/>',
    }.get(mark, f'<rect class="rc-chart-{mark}" x="1" y="1" width="12" height="12"/>')
    return Markup(
        '<svg class="rc-chart-swatch" viewBox="0 0 14 14" aria-hidden="true">{}</svg>'
    ).format(
        Markup(shape)  # noqa: S704 (our own words only)
    )
