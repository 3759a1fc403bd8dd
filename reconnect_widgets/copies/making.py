"""Makes a copy of the answers as one file, in one of its forms."""

from datetime import date, datetime

from ..exceptions import ReconnectError
from ..rules.record import StoredRecord
from .chosen import Chosen
from .json_copy import MOST_BYTES, write_json
from .sealed import seal
from .table import write_table

FORMS = {"html": "text/html", "csv": "text/csv", "json": "application/json"}
"""The forms of a copy, which end the name of its file, with their media types."""


def make_copy(
    form: str,
    record: StoredRecord,
    chosen: Chosen,
    now: datetime,
    passphrase: str | None = None,
) -> bytes:
    """Return the bytes of a copy, encrypted when there is a passphrase.

    ``form`` is one of :data:`FORMS`, or of the :data:`.SEPARATORS` of a table.

    All of it is as it was at one moment, whoever writes meanwhile. Raises :class:`ReconnectError`
    for a copy that could not be brought back.
    """
    with record.store.reading():
        content = _written(form, record, chosen, now).encode()
    if form == "json" and len(content) > MOST_BYTES:
        raise ReconnectError(
            f"This copy would be larger than {MOST_BYTES // 1_000_000} MB, and could not be brought "
            "back. Please choose fewer pages, and make more than one."
        )
    return content if passphrase is None else seal(content, passphrase)


def name_of(form: str, day: date, *, sealed: bool) -> str:
    """Return a discreet name for the file of a copy."""
    return f"notes-{day.isoformat()}.{form.partition('-')[0]}{'.age' if sealed else ''}"


def _written(form: str, record: StoredRecord, chosen: Chosen, now: datetime) -> str:
    answers = filter(chosen.takes, record.store.every())
    if form == "json":
        return write_json(answers, record.store.id, now)
    if form == "html":
        from .printed import write_page  # draws charts, which nobody else needs here

        return write_page(answers, chosen, record.today)
    return write_table(answers, form)
