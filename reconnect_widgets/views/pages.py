"""How far the pages are, and the plans that were written on them."""

from typing import Any

from markupsafe import Markup

from ..answers.answer import Answer
from ..charts import early, figure, progress_strip
from ..hosting import link_to
from ..journey import readings
from ..prompts import say_day
from ..rules.gate import SHUT, gate
from ..rules.record import Record
from ..stages import BY_NUMBER, STAGES, START
from . import view

STATE_WORDS = {"done": "Done for now", "held": "On hold", "open": "Begun", "": "Not begun yet"}

AT_ONCE = 4
"""Plans that are shown at once."""

PLANS_FOR_TWO = frozenset(
    {"slow.plan", "meet.plan", "feel.plan_yes", "feel.plan_unsure", "feel.plan_no", "together.plan"}
)
"""Those for a talk or a meeting: while the gate is shut they are not shown on their own pages either."""

PLANS_AFTER_A_NO = ("dignity.plan", "no.plan")
"""Those for a talk in which the other person says no: whoever was afraid of them is not shown these."""


@view
def progress(record: Record) -> Markup:
    """Show each page of the workbook: done, begun, on hold or not begun, when, and what holds it."""
    from ..journey.frames import frame_of, progress_frame

    table = progress_frame(frame_of(record), record.marks, [stage.number for stage in STAGES])
    pages = [
        (page, BY_NUMBER[page].title, state)
        for page, state in zip(table["page"], table["state"], strict=True)
    ]
    title = "Where each page stands"
    rows = [
        (
            page_title(row["page"]),
            STATE_WORDS[row["state"]],
            row["answered"],
            _when(row["first_day"]),
            _when(row["latest_day"]),
        )
        for row in table.to_dict("records")
    ]
    head = ("Page", "Where it stands", "Questions answered", "First answer", "Latest answer")
    sentence = readings.read_progress(list(table["state"]))
    shown = figure(
        progress_strip(pages, title=title), sentence, head, rows, title=title, name="figures-pages"
    )
    return shown + _held(record)


def _held(record: Record) -> Markup:
    """Name the holds in force, with the way to why and to what lifts them."""
    if not record.closing:
        return Markup("")
    items = Markup("").join(map(Markup("<li>{}</li>").format, record.closing))
    return Markup(
        '<div class="rc-notice"><p>What holds pages for now:</p><ul>{}</ul>'
        '<p><a href="{}#holds">Why, and what lifts it</a></p></div>'
    ).format(items, link_to(BY_NUMBER[START].file))


@view
def plans(record: Record) -> Markup:
    """Gather all if–then plans in the order of their pages, but for those that a hold leaves out there."""
    left_out = PLANS_FOR_TWO if gate(record) in SHUT else frozenset()
    if "fear" in record.holds:
        left_out = left_out.union(PLANS_AFTER_A_NO)
    plans = record.answers.latest_of_kind("plan")
    there = [plan for plan in plans if plan.question not in left_out]
    there.sort(key=lambda answer: (answer.page, answer.question))
    if not there:
        return early(
            "You have not written one yet. There is room for one near the end of each page."
        )
    first, rest = _list(there[:AT_ONCE]), _list(there[AT_ONCE:])
    if len(there) <= AT_ONCE:
        return first
    return first + Markup('<details class="rc-more"><summary>{} more</summary>{}</details>').format(
        len(there) - AT_ONCE, rest
    )


def _list(answers: list[Answer]) -> Markup:
    items = Markup("").join(_plan(answer) for answer in answers)
    return Markup('<ul class="rc-chart-plans">{}</ul>').format(items)


def _plan(answer: Answer) -> Markup:
    return Markup(
        "<li><p><strong>If</strong> <bdi>{}</bdi></p><p><strong>then I will</strong> <bdi>{}</bdi></p>"
        "<p><small>{}, {}</small></p></li>"
    ).format(
        answer.value.get("if") or "…",
        answer.value.get("then") or "…",
        _link(answer.page),
        say_day(answer.day),
    )


def page_title(page: str) -> str:
    """Return a page's number and title as the journey names it."""
    title = BY_NUMBER[page].title
    return title if page == START else f"{int(page)}. {title}"


def _link(page: str) -> Markup:
    address = link_to(BY_NUMBER[page].file)
    return Markup('<a href="{}">{}</a>').format(address, page_title(page))


def _when(moment: Any) -> str:
    return "" if moment != moment else say_day(moment.date())
