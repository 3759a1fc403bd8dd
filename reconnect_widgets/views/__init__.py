"""What a page shows of the answers: each view turns a record into HTML, with all words escaped."""

from collections.abc import Callable

from markupsafe import Markup

from ..record import Record

View = Callable[[Record], Markup]
"""Takes the reader's record and returns what to show."""
