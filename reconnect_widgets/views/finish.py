"""What is done on a page and what is open, said before the reader moves on."""

from collections.abc import Mapping

from markupsafe import Markup

from ..prompts import Log, Prompt
from ..rules.record import Record
from ..words import counted

SHOWN = 6
"""How many open questions are named; more would read like a reproach."""

OPEN = Markup("<details><summary>What is still open</summary><ul>{}{}</ul></details>")
NAME = Markup('<li><a href="#{}">{}</a></li>')
MORE = Markup("<li>and {} more</li>")


def what_is_open(asked: Mapping[str, Prompt], record: Record) -> Markup:
    """Say how many of a page's questions have an answer, and name the first open ones."""
    open_ = [prompt for prompt in asked.values() if not _is_answered(prompt, record)]
    done = len(asked) - len(open_)
    many = f"{done} of {counted(len(asked), 'question')}" if done else "no question"
    words = Markup("<p>You have answered {} here{}. You can leave out what you like.</p>").format(
        many, "" if done else " yet"
    )
    if not open_:
        return Markup("<p>You have answered everything on this page.</p>")
    names = Markup("").join(NAME.format(one.id, one.words) for one in open_[:SHOWN])
    more = len(open_) - SHOWN
    return words + OPEN.format(names, MORE.format(more) if more > 0 else "")


def _is_answered(prompt: Prompt, record: Record) -> bool:
    if isinstance(prompt, Log):
        return bool(record.entries(prompt.id, 1))
    return record.value(prompt.id) is not None
