"""Where a returning reader left off, and what is due today."""

from collections.abc import Iterator
from datetime import date, timedelta

from markupsafe import Markup

from ..hosting import link_to
from ..prompts import day_in, say_day
from ..rules.change import say_ago
from ..rules.gate import SHUT, gate, is_left_out
from ..rules.readiness import last_of_quiet
from ..rules.record import Record
from ..stages import BY_NUMBER, JOURNEY, STAGES
from ..words import quoted
from . import view

CHECKIN = "#checkin.mood"
"""Leads to the part of the last page that asks this."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

DAYS_REMINDED = 7
"""Days for which a day that the reader set is called to mind: it and those after it."""

DAYS_PLANNED = 28
"""Days after its last change for which a plan for a week is taken for one of these weeks."""

LOOK_BACK = (7, 30, 60, 90)
"""Days of trying again after which page 11 suggests to look back."""


@view
def left_off(record: Record) -> Markup:
    """Welcome a reader back: the last page, what is due today; nothing for somebody new."""
    last = record.answers.newest_before(record.visit, record.today)
    if last is None:
        return Markup("")
    stage = BY_NUMBER[last.page]
    due = Markup("").join(map(Markup("<li>{}</li>").format, due_today(record)))
    today = Markup("<p>For today:</p><ul>{}</ul>").format(due) if due else Markup("")
    return Markup(
        '<div class="rc-reading"><p><strong>Welcome back.</strong> You were last here {}, on '
        '<a href="{}">{}</a>.</p>{}</div>'
    ).format(
        say_ago(last.day, record.today),
        f"{link_to(stage.file)}#{last.question}",
        stage.title,
        today,
    )


def due_today(record: Record) -> Iterator[Markup]:
    """Give what the reader's own plans and the rules of the pages ask for today."""
    if last_of_quiet(record) == record.today:
        stays = " What holds the pages on contact does not end with it." if record.closing else ""
        yield Markup("Your quiet time ends today.") + stays
    yield from _week(record)
    yield from _days_set(record)
    days = record.days("ready.main_reason")
    is_read = not is_left_out("answered", record)
    if is_read and len(days) == 1 and days[0].day < record.today:
        words = "Answer “Are you really ready?” a second time: its reading needs two different days"
        yield _link("03", "#ready.main_reason", words)
    moods = record.days("checkin.mood")
    if moods and moods[-1].day < record.today:
        yield _link(JOURNEY, CHECKIN, "The check-in of one minute")
    is_open = record.answers.pages_begun().difference(record.done)
    begun = [stage for stage in STAGES[:-1] if stage.number in is_open]
    if gate(record) in SHUT:
        begun = [stage for stage in begun if not stage.leads_to_contact]
    for stage in begun[:1]:
        yield _link(stage.number, "", f"“{stage.title}” is begun and not done yet")


def _days_set(record: Record) -> Iterator[Markup]:
    """Remind of days that the reader set, on the day and for a week; of contact only where it may be."""
    call, went = record.value("help.call_day"), record.value("help.call_went")
    if _is_due(record, call) and went in (None, "open"):
        whom = record.value("help.call_who")
        first = _link("12", "#help.call_day", "The first call that you planned")
        yield first + (f": {whom}" if whom else "")
    if gate(record) in SHUT:
        return
    if day_in(record.value("meet.day")) == record.today:
        yield _link("07", "#meet.day", "You meet today") + _to_leave_out(record)
    met = [row.value.get("day") for row in record.entries("meet.after_same")]
    looked = [row.value.get("day") for row in record.entries("meet.after_two")]
    last = max(filter(None, met), default=None)
    if _is_due(record, last, later=2) and not any(day and day > last for day in looked):
        yield _link("07", "#meet.after_two", "A second look at your meeting, two days later")
    if _is_due(record, record.value("slow.honest_by")):
        words = "The day by which you wanted to say what you hope for"
        yield _link("05", "#slow.honest_by", words)
    since = record.value("together.since")
    for days in (days for days in LOOK_BACK if _is_due(record, since, later=days)):
        due = date.fromisoformat(since) + timedelta(days=days)
        if not any(row.day >= due for row in record.entries("together.weekly")):
            words = f"Day {days}: half an hour to look back, for both of you"
            yield _link("11", "#together.weekly", words)


def _to_leave_out(record: Record) -> str:
    """Call to mind what the reader wanted to leave out when they meet; nothing where it was nothing."""
    answer = record.latest("meet.skip")
    if answer is None or not answer.value or "nothing" in answer.value:
        return ""
    return f". You wanted to leave out: {quoted(answer.ticked())}"


def _is_due(record: Record, answer: str | None, later: int = 0) -> bool:
    """Say whether the day of an answer, or so many days later, is today or has passed in the last week."""
    day = day_in(answer)
    return day is not None and 0 <= (record.today - day).days - later < DAYS_REMINDED


def _week(record: Record) -> list[Markup]:
    name = WEEKDAYS[record.today.weekday()]
    planned = record.entries("week.plan")
    changed = max((row.changed_at.astimezone().date() for row in planned), default=record.today)
    if (record.today - changed).days > DAYS_PLANNED:
        words = f"Your small things for a week are from {say_day(changed)}: do they still fit?"
        return [_link("02", "#week.plan", words)]
    rows = [row.value for row in planned if row.value.get("day") in (name, "daily")]
    return [
        Markup("<bdi>{}</bdi>{}").format(row["what"], f", {row['time']}" if row.get("time") else "")
        for row in rows
        if row.get("what")
    ]


def _link(page: str, part: str, words: str) -> Markup:
    address = link_to(BY_NUMBER[page].file) + part
    return Markup('<a href="{}">{}</a>').format(address, words)
