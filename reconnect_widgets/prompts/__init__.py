"""What can be asked: the kinds of question, checked when they are made.

A notebook makes them with the lower-case functions of :mod:`.asking` (``scale(...)``,
``reflection(...)``). Nothing here knows of widgets or of the store.

Each prompt checks an answer that comes from a browser (:meth:`Prompt.check`) and says an answer
in the reader's words (:meth:`Prompt.say`). ``None`` always means *not answered*.
"""

from .asking import choice, date, log, number, plan, reflection, scale, several, text
from .chosen import APART, Choice, Scale, Several
from .given import Date, Number, say_day
from .prompt import Prompt
from .rows import Log, is_entry
from .written import LONGEST_TEXT, Plan, Reflection, Text

__all__ = [
    "APART",
    "LONGEST_TEXT",
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
    "is_entry",
    "log",
    "number",
    "plan",
    "reflection",
    "say_day",
    "scale",
    "several",
    "text",
]
