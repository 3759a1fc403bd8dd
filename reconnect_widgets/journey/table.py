"""All answers as one pandas table, for whoever opens the workbook in JupyterLab."""

from contextlib import closing
from typing import TYPE_CHECKING

from ..answers.locked import is_locked, make_key, salt_of
from ..answers.passphrases import ask
from ..answers.store import Store
from ..exceptions import StoreError
from ..hosting import hosting
from ..places import answers_path

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("when", "page", "question", "entry", "kind", "asked", "value", "words")


def answers() -> "pd.DataFrame":
    """Return every answer ever given as a row of a DataFrame, oldest first.

    Columns: ``when`` (the reader's own time), ``page`` (such as ``"01"``), ``question`` (its id),
    ``entry`` (which row of a log, or empty), ``kind``, ``asked`` (the question in words), ``value``
    (as it is kept; ``None`` where it was cleared) and ``words`` (the answer in words). Three things
    to do with it::

        table = answers()
        table[table["question"] == "checkin.mood"].set_index("when")["value"]  # one scale
        table.groupby("page")["question"].nunique()  # how many questions, page by page
        table[table["kind"] == "reflection"][["when", "asked", "words"]]  # all that you wrote

    A locked file asks for its passphrase, which is kept nowhere. In ``reconnect lab`` what a cell
    shows is not saved with its notebook. Raises :class:`StoreError` where a browser keeps the answers.
    """
    import pandas as pd

    if hosting().in_browser:
        raise StoreError("Your answers are kept by your browser. A copy from page 13 has them all.")
    path = answers_path()
    rows = []
    if path.exists():
        key = make_key(ask("Passphrase: "), salt_of(path)) if is_locked(path) else None
        with closing(Store(path, key)) as store:
            rows = [
                (
                    one.changed_at.astimezone().replace(tzinfo=None),
                    *(one.page, one.question, one.entry, one.kind, one.words, one.value),
                    one.said,
                )
                for one in store.every()
            ]
    table = pd.DataFrame(rows, columns=[*COLUMNS])
    return table.astype({"when": "datetime64[us]", "value": "object"})
