"""What is written to the reader's terminal: nothing that comes from outside can steer it.

An address, the name of a file or an error may hold signs that move the cursor, change colors, turn
the direction of writing or begin a line of their own.
"""

import logging
import re
import sys
import threading
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:  # a command that says one sentence need not wait for a server's libraries
    from tornado.web import RequestHandler
    from traitlets.config.application import Application

log = logging.getLogger("reconnect")

_KERNEL_ID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_QUERY = re.compile(r"(?<=[\w/])\?[^\s'\"]+")


_HARMLESS = "\u200c\u200d\xa0"
"""Signs that stand in names of some languages and steer nothing: joiners, and a space that holds."""


def shown(words: str) -> str:
    """Return words as they stand in one line of a terminal, with such signs written out."""
    return "".join(map(_shown, words))


def _shown(sign: str) -> str:
    if sign.isprintable() or sign in _HARMLESS:
        return sign
    return sign.encode("unicode_escape").decode("ascii")


class Discreet(logging.Filter):
    """Takes kernel ids, the queries of addresses and what an error held out of whatever is logged.

    A traceback, or the cell that failed, can hold an answer; the error's name is left. Each record is
    one line, in which nothing that came from outside steers the terminal.
    Jupyter's word on trust is left out: it is about stored outputs, and our notebooks have none. So is
    JupyterHub's on each line that a page lays, which says whose it is and when.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            words = record.getMessage()
        except Exception:  # noqa: BLE001  # logging would print what could not be put together
            words = str(record.msg)
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            name = getattr(error, "ename", type(error).__name__)  # of an error in a notebook's cell
            words = f"{words.splitlines()[0].split(': {')[0]}: {name}"
            record.exc_info = record.exc_text = None
        record.msg = shown(_QUERY.sub("?…", _KERNEL_ID.sub("…", words)))
        record.args, record.stack_info = (), None
        return not (words.endswith("is not trusted") or words.startswith("Skipping XSRF check"))


def log_request(handler: "RequestHandler") -> None:
    """Log a request at a level that stays quiet unless the server itself failed."""
    level = logging.WARNING if handler.get_status() >= 500 else logging.DEBUG
    logging.getLogger("tornado.access").log(
        level, "%d %s", handler.get_status(), handler.request.path
    )


def log_quietly(app: "Application") -> None:
    """Send what the application logs to standard error, without kernel ids and queries.

    So are warnings of Python and errors that nobody minds, which would be printed as they are.
    """
    handler = logging.StreamHandler()
    handler.setLevel(cast(int, app.log_level))
    handler.addFilter(Discreet())
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    root = logging.getLogger()
    root.handlers, root.level = [handler], handler.level
    app.log.handlers, app.log.propagate = [], True
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # what could not be logged would be printed
    sys.excepthook = _log_error
    threading.excepthook = lambda lost: _log_error(lost.exc_type, lost.exc_value)
    sys.unraisablehook = lambda lost: _log_error(lost.exc_type, lost.exc_value)


def _log_error(kind: type[BaseException], error: BaseException | None, *_: Any) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        log.error("Something went wrong", exc_info=(kind, error, None))
