"""What notebooks call: each reads as the question that it asks."""

from .chosen import Choice, Scale, Several
from .given import Date, Number
from .prompt import Prompt
from .rows import Log
from .written import Plan, Reflection, Text


def choice(id: str, words: str, *, hint: str = "", **answers: str) -> Choice:
    """Ask for one of several answers: ``choice("end.who", "Who ended it?", they="They did", …)``."""
    return Choice(id=id, words=words, hint=hint, answers=answers)


def several(id: str, words: str, *, hint: str = "", **answers: str) -> Several:
    """Ask for any number of several answers."""
    return Several(id=id, words=words, hint=hint, answers=answers)


def scale(
    id: str, words: str, *points: str, hint: str = "", better: str = "", apart: str = ""
) -> Scale:
    """Ask for a point of a scale that has a word at every point, from the lowest up."""
    return Scale(id=id, words=words, points=points, hint=hint, better=better, apart=apart)


def number(
    id: str, words: str, *, least: int = 0, most: int | None = None, unit: str = "", hint: str = ""
) -> Number:
    """Ask for a whole number."""
    return Number(id=id, words=words, least=least, most=most, unit=unit, hint=hint)


def date(
    id: str, words: str, *, time: bool = False, happened: bool | None = None, hint: str = ""
) -> Date:
    """Ask for a day, or for a day and an hour; in a log it is of what happened, if nothing is said."""
    return Date(id=id, words=words, time=time, happened=happened, hint=hint)


def text(id: str, words: str, *, hint: str = "") -> Text:
    """Ask for a few words."""
    return Text(id=id, words=words, hint=hint)


def reflection(id: str, words: str, *, hint: str = "", closing: str = "") -> Reflection:
    """Ask for free writing, with a closing sentence after a heavy question."""
    return Reflection(id=id, words=words, hint=hint, closing=closing)


def plan(id: str, words: str, *, if_hint: str = "", then_hint: str = "", hint: str = "") -> Plan:
    """Ask for one plan: if this happens, then I will do that."""
    return Plan(id=id, words=words, if_hint=if_hint, then_hint=then_hint, hint=hint)


def log(
    id: str,
    words: str,
    *fields: Prompt,
    add: str = "Add a row",
    rows: dict[str, str] | None = None,
    hint: str = "",
) -> Log:
    """Ask for rows, each with the same few questions; ``rows`` fixes which rows there are."""
    return Log(id=id, words=words, fields=fields, add=add, rows=rows or {}, hint=hint)
