"""What can be asked: the kinds of question, checked when they are made.

A notebook makes them with the lower-case functions (``scale(...)``, ``reflection(...)``). Nothing here
knows of widgets or of the store.

Each prompt checks an answer that comes from a browser (:meth:`Prompt.check`). Its class says of an
answer that was kept, whichever notebook asked it and when, whether it can be one (:meth:`Prompt.fits`)
and what it says (:meth:`Prompt.said`). ``None`` always means *not answered*.
"""

from .chosen import APART, Choice, Scale, Several, choice, scale, several
from .numbers_and_dates import Date, Number, date, day_in, number, say_day
from .prompt import KINDS, Prompt, require
from .rows import ROWS, Log, is_entry, log
from .written import LONGEST_TEXT, Plan, Reflection, Text, is_text, plan, reflection, text

__all__ = [
    "APART",
    "KINDS",
    "LONGEST_TEXT",
    "ROWS",
    "Choice",
    "Date",
    "Log",
    "Number",
    "Plan",
    "Prompt",
    "Reflection",
    "Scale",
    "Several",
    "Text",
    "choice",
    "date",
    "day_in",
    "is_entry",
    "is_text",
    "log",
    "number",
    "plan",
    "reflection",
    "require",
    "say_day",
    "scale",
    "several",
    "text",
]
