"""Answers as a table of comma-separated values: when, page, question as asked, answer in words."""

import csv
import io
import re
from collections.abc import Iterable

from ..answers.answer import Answer
from ..stages import BY_NUMBER

COLUMNS = ("when", "page", "question", "answer")

SEPARATORS = {"csv": ",", "csv-semicolon": ";"}
"""Where a spreadsheet parts the columns: Excel does as the language of the computer has it."""

_SIGN = r"=+\-@＝＋－＠"
_FORMULA = re.compile(
    rf"\A(?=[{_SIGN}\t\r\n])|(?:\A|[,;|\t\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029])[\" ]*(?=[{_SIGN}])"
)
"""A spreadsheet takes what begins so for a formula; an apostrophe before it keeps it text. Where it
parts columns or lines otherwise than we did, a cell of its begins in the middle of one of ours
(https://owasp.org/www-community/attacks/CSV_Injection)."""


def write_table(answers: Iterable[Answer], form: str = "csv") -> str:
    """Return the table, oldest answer first; ``when`` is in the reader's own time.

    It begins with a byte order mark: without it, Excel takes UTF-8 for something else. A cleared
    answer is an empty one.
    """
    out = io.StringIO()
    lines = csv.writer(out, delimiter=SEPARATORS[form])
    lines.writerow(COLUMNS)
    for answer in answers:
        when = answer.changed_at.astimezone().isoformat(sep=" ", timespec="seconds")
        page = f"{answer.page} {BY_NUMBER[answer.page].title}"
        lines.writerow(map(_as_text, (when, page, answer.words, answer.said)))
    return "\ufeff" + out.getvalue()


def _as_text(cell: str) -> str:
    return _FORMULA.sub(r"\g<0>'", cell)
