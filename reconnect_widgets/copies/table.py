"""Answers as a table of comma-separated values: when, page, question as asked, answer in words."""

import csv
import io
from collections.abc import Iterable, Iterator

from ..answers import Answer
from ..stages import BY_NUMBER
from ..views.saying import say_answer

COLUMNS = ("when", "page", "question", "answer")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet takes what begins so for a formula; an apostrophe before it keeps it text
(https://owasp.org/www-community/attacks/CSV_Injection)."""


def write_table(answers: Iterable[Answer]) -> Iterator[str]:
    """Give the table in parts, oldest answer first; ``when`` is in the reader's own time.

    It begins with a byte order mark: without it, Excel takes UTF-8 for something else. A cleared
    answer is an empty one.
    """
    yield "\ufeff" + _line(COLUMNS)
    for answer in answers:
        when = answer.changed_at.astimezone().isoformat(sep=" ", timespec="seconds")
        page = f"{answer.page} {BY_NUMBER[answer.page].title}"
        yield _line((when, page, answer.words, say_answer(answer)))


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_as_text(cell) for cell in cells])
    return out.getvalue()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
