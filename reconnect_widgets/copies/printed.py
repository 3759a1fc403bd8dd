"""Answers as one page to read or print: self-contained, with the look of the workbook.

It asks nothing of anybody: the look stands in the page, and its own rules forbid every request.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby, starmap
from pathlib import Path

from markupsafe import Markup

from ..answers.answer import Answer
from ..charts import heads, is_drawn, short_day
from ..journey import libraries
from ..journey.period import PERIOD
from ..prompts import KINDS, ROWS, say_day
from ..rules.gate import is_left_out
from ..rules.record import Record
from ..rules.snapshot import Snapshot
from ..stages import BY_NUMBER, JOURNEY
from ..views.glance import summary
from ..views.patterns import readiness_over_time, weekdays
from ..views.reciprocity import reciprocity
from ..views.scales import scale_charts
from ..views.weeks import urges_by_week
from ..widgets.assets import stylesheet_text
from .chosen import Chosen

STYLE = Path(__file__).with_name("printed.css")
WITHOUT_SUMS = "Summaries and charts are not in it: what works them out could not be had."
EARLIER = 12
"""As many earlier answers to one question stand on the page; the rest are only counted."""

CHARTS = (weekdays(), urges_by_week(), reciprocity())
"""What is drawn of many answers."""

HEAD = Markup(
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
    "<title>Notes</title><style>{style}</style></head>"
    '<body class="rc"><main><h1>Notes</h1><p class="rc-note">Written down until {day}. {what}</p>'
    '<p class="rc-note">The questions are home-made, not a validated test. This is a self-help '
    "workbook, not therapy, medical, legal or crisis care.</p>\n"
)
GLANCE = Markup('<section class="rc-first"><h2>At a glance</h2>{}</section>\n')
SECTION = Markup("<section><h2>{}</h2>{}</section>\n")
END = Markup("</main></body></html>\n")


NONE = Markup("")


def write_page(answers: Iterable[Answer], chosen: Chosen, today: date) -> Markup:
    """Return the page: each page of the workbook, its questions, and what was answered.

    ``answers`` are the chosen ones, oldest first; nothing else can be read or drawn here.
    """
    given = Snapshot(one for one in answers if one.question != PERIOD)
    known = Record(given, today)
    style = stylesheet_text() + STYLE.read_text("utf-8")
    first, charts, of_scales = NONE, NONE, {}
    left_out = [] if chosen.is_all else ["Some answers were left out."]
    if libraries.are_there():
        first, charts, of_scales = summary(known), _charts(known, chosen), scale_charts(known)
    else:
        left_out.append(WITHOUT_SUMS)
    what = " ".join(left_out)
    # Escaped, a rule such as `a > b` would be none; the style is ours and has nothing of a reader's.
    made = HEAD.format(style=Markup(style), day=say_day(today), what=what)  # noqa: S704
    if first:
        made += GLANCE.format(first)
    by_page = groupby(sorted(given.given, key=lambda a: a.page), key=lambda a: a.page)
    sections = {number: _page(of_page, of_scales) for number, of_page in by_page}
    sections[JOURNEY] = sections.get(JOURNEY, NONE) + charts
    for number, body in sorted(sections.items()):
        if body:
            is_left_out = number not in chosen.pages  # the charts alone stand there then
            name = "Over time" if is_left_out else BY_NUMBER[number].title
            made += SECTION.format(name, body)
    return made + END


def _page(answers: Iterable[Answer], over_time: dict[str, Markup]) -> Markup:
    asked: dict[str, list[Answer]] = {}
    for answer in answers:
        asked.setdefault(answer.question, []).append(answer)
    return Markup("").join(
        _rows(given)
        if given[-1].kind == "log"
        else _question(given, over_time.pop(question, Markup("")))
        for question, given in asked.items()
    )


QUESTION = Markup(
    '<article><h3>{}</h3><p class="rc-kept" dir="auto">{}</p><p class="rc-when">{}</p>{}{}</article>'
)
BEFORE = Markup('<div class="rc-before{}"><p>Before</p><dl>{}</dl>{}</div>')
ONE = Markup('<div><dt>{}</dt><dd dir="auto">{}</dd></div>')
MORE = Markup('<p class="rc-when">and {} before that</p>')


def _question(given: list[Answer], over_time: Markup) -> Markup:
    """Show the latest answer and the ones before it; a question that was cleared is left out.

    Those before it stand in a list, unless all of them are in the chart.
    """
    kept = [answer for answer in given if answer.value is not None]
    if not kept or given[-1].value is None:
        return Markup("")
    *before, latest = kept
    is_whole = over_time and all(
        isinstance(one.value, int) and one.options == latest.options for one in kept
    )
    earlier = _before(before) if before and not is_whole else ""
    return QUESTION.format(latest.words, latest.said, say_day(latest.day), over_time, earlier)


def _before(answers: list[Answer]) -> Markup:
    newest = ((short_day(one.day, year=True), one.said) for one in reversed(answers[-EARLIER:]))
    left = len(answers) - EARLIER
    brief = " rc-brief" if KINDS[answers[-1].kind].is_brief else ""
    shown = Markup("").join(starmap(ONE.format, newest))
    return BEFORE.format(brief, shown, MORE.format(left) if left > 0 else "")


LOG = Markup(
    '<article class="rc-log-kept"><h3>{0}</h3><div tabindex="0" role="group" aria-label="{0}">'
    "<table><thead><tr>{1}{2}</tr></thead><tbody>{3}</tbody></table></div></article>"
)
ROW = Markup("<tr>{}{}</tr>")
NAMED = Markup('<th scope="row">{}</th>')
CELL = Markup('<td dir="auto"{}>{}</td>')
LONG = re.compile(r"\S{25}")
"""A word that may be broken, so that no column pushes others off the paper; shorter ones stay whole."""


def _rows(given: list[Answer]) -> Markup:
    """Show the rows of a log as they were left, in the order in which they were begun."""
    latest = {answer.entry: answer for answer in given}
    rows = [answer for answer in latest.values() if answer.value]
    if not rows:
        return Markup("")
    asked = dict(rows[-1].options)
    named = asked.pop(ROWS, {})
    fields = [name for name in asked if any(name in row.value for row in rows)]
    head = heads(asked[name]["words"] for name in fields)
    body = Markup("").join(_row(row, fields, named) for row in rows)
    return LOG.format(rows[-1].words, Markup("<td></td>") if named else "", head, body)


def _row(row: Answer, fields: list[str], named: dict[str, str]) -> Markup:
    cells = Markup("").join(_shown(_cell(row, name)) for name in fields)
    return ROW.format(NAMED.format(named.get(row.entry, "")) if named else "", cells)


def _shown(said: str) -> Markup:
    return CELL.format(Markup(' class="rc-long"') if LONG.search(said) else "", said)


def _cell(row: Answer, name: str) -> str:
    """Say one field without its question, which stands above the column."""
    asked = {name: {**row.options.get(name, {}), "words": ""}}
    value = {name: row.value[name]} if name in row.value else {}
    return KINDS[row.kind].said(value, asked).removeprefix(": ")


CHART = Markup('<article class="rc-chart-kept">{}</article>')


def _charts(known: Record, chosen: Chosen) -> Markup:
    """Draw the answers; what the readiness rules say follows from all of them, or from none."""
    is_read = chosen.is_all and not is_left_out("answered", known)
    views = (*CHARTS, readiness_over_time()) if is_read else CHARTS
    drawn = filter(is_drawn, (view(known) for view in views))
    return Markup("").join(map(CHART.format, drawn))
