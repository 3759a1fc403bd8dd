"""What a page shows of the answers: each view turns a record into HTML, with all words escaped."""

from collections.abc import Callable

from markupsafe import Markup

from ..rules.record import Record, StoredRecord

View = Callable[[Record], Markup]
"""Takes a record and returns what to show: on a page, or in a copy of some answers."""

PageView = Callable[[StoredRecord], Markup]
"""Does so on a page alone."""
