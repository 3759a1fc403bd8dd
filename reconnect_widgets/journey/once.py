"""What is worked out of a record once, for all the views of a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from ..rules.record import Record

More = ParamSpec("More")
Made = TypeVar("Made")


def once(
    make: Callable[Concatenate[Record, More], Made],
) -> Callable[Concatenate[Record, More], Made]:
    """Make it once for a record and what else is asked for, in order; nobody changes what is made."""
    made: WeakKeyDictionary[Record, dict[Any, Made]] = WeakKeyDictionary()

    @wraps(make)
    def of(record: Record, /, *more: More.args, **named: More.kwargs) -> Made:
        known = made.setdefault(record, {})
        key = (more, *named.items())
        if key not in known:
            known[key] = make(record, *more, **named)
        return known[key]

    return of
