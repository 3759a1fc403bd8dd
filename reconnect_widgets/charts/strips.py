"""Charts in one row: the pages of the journey, the days of a plan."""

from collections.abc import Sequence

from markupsafe import Markup

from .figure import key, number, svg

STATES = {"done": "full", "open": "half", "held": "hatched", "": "empty"}
STATE_WORDS = {"done": "done", "open": "begun", "held": "on hold", "": "not begun yet"}

TICK = Markup('<line class="rc-chart-tick" x1="{0}%" x2="{0}%" y1=".2em" y2="1.2em"/>')


def progress_strip(pages: Sequence[tuple[str, str, str]], *, title: str) -> Markup:
    """Draw the pages as a row of blocks.

    ``pages`` are number, title and state: ``done``, ``open`` (begun), ``held`` or nothing.
    """
    if not pages:
        return Markup("")
    width = 100 / len(pages)
    body = Markup("")
    for index, (page, _, state) in enumerate(pages):
        at = f'x="{number(index * width + width * 0.08)}%" width="{number(width * 0.84)}%"'
        body += _block(Markup(at), STATES[state])  # noqa: S704 (numbers only)
        body += Markup('<text x="{}%" y="3.3em" text-anchor="middle">{}</text>').format(
            number((index + 0.5) * width), int(page)
        )
    said = "; ".join(
        f"page {int(page)}, {name}: {STATE_WORDS[state]}" for page, name, state in pages
    )
    there = {state for _, _, state in pages}
    marks = [(mark, STATE_WORDS[state]) for state, mark in STATES.items() if state in there]
    return key(*marks) + svg(title, f"{said}.", body, height=3.8)


def _block(at: Markup, mark: str) -> Markup:
    if mark == "half":
        return Markup(
            '<rect class="rc-chart-empty" {0} y=".2em" height="1.8em"/>'
            '<rect class="rc-chart-full" {0} y="1.1em" height=".9em"/>'
        ).format(at)
    fill = Markup(' fill="url(#{hatch})"') if mark == "hatched" else Markup("")
    return Markup('<rect class="rc-chart-{}"{} {} y=".2em" height="1.8em"/>').format(mark, fill, at)


def span_strip(done: int, total: int, *, title: str, ends: tuple[str, str]) -> Markup:
    """Draw how many days of a plan have gone by, with a tick for each week."""
    share = max(0.0, min(1.0, done / total)) * 100
    ticks = Markup("").join(TICK.format(number(day / total * 100)) for day in range(7, total, 7))
    body = Markup(
        '<rect class="rc-chart-empty" width="100%" y=".2em" height="1em"/>'
        '<rect class="rc-chart-full" width="{}%" y=".2em" height="1em"/>{}'
        '<text y="2.6em">{}</text><text x="100%" y="2.6em" text-anchor="end">{}</text>'
    ).format(number(share), ticks, *ends)
    return svg(title, f"{min(done, total)} of {total} days.", body, height=3)
