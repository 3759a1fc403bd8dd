"""What the moment of the pull shows of the answers: own plans, people to call, own words."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from ..hosting import link_to
from ..rules.record import StoredRecord
from ..stages import BY_NUMBER
from ..tools.pull import LEAD, URGES
from .pages import PLANS_AFTER_A_NO

PLANS = ("space.plan", "first.plan", "start.plan")
WORDS = {"no.kind": "What you want to say to yourself", "dignity.words": "Your closing words"}
PEOPLE = 6
"""So many are shown; the last page has all."""

ROWS_AWAITED = 9
"""Rows of the urge log among which the one is looked for that was begun last."""

OWN = Markup('<h3>{}</h3><p class="rc-own-words" dir="auto">{}</p>')
NONE_YET = Markup(
    '<p>Nothing is written here yet. In a quieter hour, there is room for <a href="{}#space.plan">a plan '
    'for this moment</a>, for <a href="{}#no.people">people to call</a> and for <a href="{}#dignity.words">'
    "closing words</a>. They stand here then.</p><p>For now: put the phone into another room, and call or "
    "text somebody who is good to you.</p>"
)


def pull(record: StoredRecord) -> dict[str, Any]:
    """Return what the page is told: whose answers these are, what is the reader's own, what was begun."""
    return {
        **record.drafts,
        "crisis": "crisis" in record.holds,
        "html": str(own_words(record)),
        "begun": begun(record),
    }


def own_words(record: StoredRecord) -> Markup:
    """Show the reader's plans for this moment, people to call and words to keep hold of."""
    plans = PLANS if "fear" in record.holds else (*PLANS, *PLANS_AFTER_A_NO)
    said = record.latest_of((*plans, *WORDS, "space.call"))
    own = {question: answer.value for question, answer in said.items()}
    shown = _list("Your plans", [_plan(own[one]) for one in plans if one in own])
    shown += _list("People to call", _people(record, own.get("space.call", "")))
    shown += Markup("").join(
        OWN.format(title, own[one]) for one, title in WORDS.items() if one in own
    )
    links = [link_to(BY_NUMBER[page].file) for page in ("01", "08", "09")]
    return shown or NONE_YET.format(*links)


def begun(record: StoredRecord) -> dict[str, Any] | None:
    """Return the row that was begun in such a moment last, if it was not said yet what came of it."""
    rows = [row for row in record.entries(URGES, ROWS_AWAITED) if row.entry.startswith(LEAD)]
    if not rows or "after" in rows[-1].value:
        return None
    row = rows[-1]
    known = {name: row.value[name] for name in ("strength", "did") if name in row.value}
    return {"entry": row.entry, "at": row.answered_at.timestamp() * 1000, "value": known}


def _list(title: str, items: Iterable[Markup]) -> Markup:
    lines = Markup("").join(map(Markup("<li>{}</li>").format, items))
    return Markup("<h3>{}</h3><ul>{}</ul>").format(title, lines) if lines else Markup("")


def _plan(plan: dict[str, str]) -> Markup:
    return Markup(
        "<span>If <bdi>{}</bdi></span> <strong>then I will <bdi>{}</bdi></strong>"
    ).format(plan.get("if") or "…", plan.get("then") or "…")


def _people(record: StoredRecord, instead: str) -> list[Markup]:
    rows = [row.value for row in record.entries("no.people", PEOPLE) if row.value.get("who")]
    named = [[row[name] for name in ("who", "when") if row.get(name)] for row in rows]
    first = [[instead]] if instead else []
    return [Markup(", ").join(map(Markup("<bdi>{}</bdi>").format, one)) for one in first + named]
