"""What a page shows of the answers: each view turns a record into HTML, with all words escaped."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Concatenate, ParamSpec

from markupsafe import Markup

from ..rules.record import Record, StoredRecord

View = Callable[[Record], Markup]
"""Takes a record and returns what to show: on a page, or in a copy of some answers."""

PageView = Callable[[StoredRecord], Markup]
"""Does so on a page alone."""

P = ParamSpec("P")


def view(show: Callable[Concatenate[Record, P], Markup]) -> Callable[P, View]:
    """Let a notebook say all that ``show`` takes beside the record, before there is one."""
    whole = signature(show)
    said = whole.replace(parameters=[*whole.parameters.values()][1:])

    @wraps(show)
    def of(*given: P.args, **named: P.kwargs) -> View:
        said.bind(*given, **named)  # what cannot be said is refused in the cell that says it
        return lambda record: show(record, *given, **named)

    of.__signature__ = said  # type: ignore[attr-defined]
    return of
