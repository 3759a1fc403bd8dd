"""The command ``reconnect``: what it understands, and what it says when something is in the way.

The servers are Voila's and JupyterLab's own; :mod:`.voila.app` and :mod:`.lab.app` preset them.
Both are imported only when they are wanted, so that help and ``where`` answer at once.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from . import __version__
from .answers.database import real_path, sentences
from .answers.locked import is_locked
from .answers.neighbors import unknown_copies
from .exceptions import ReconnectError
from .hosting import hosting
from .own_memory import keep_memory_private
from .places import (
    ANSWERS_FILE,
    begin_session,
    named_folder,
    require_home,
    require_usable,
    settle_data,
)
from .servers import Wishes, skip_unused_imports
from .terminal import shown

HELP = """\
usage: reconnect [lab | build FOLDER | where | browsers | export FILE | restore FILE] [options]

Opens the workbook in your browser. Your answers stay on this computer.

  reconnect             open the workbook (end it with Ctrl-C)
  reconnect lab         open it in JupyterLab, to read or change the notebooks
  reconnect build F     write the workbook into the folder F, as files for any website: it runs in
                        each reader's own browser, and needs no server
  reconnect where       say where your answers are kept
  reconnect browsers    say which browsers are let in; --forget lets none in anymore
  reconnect export F    keep a copy: F.html to print, F.csv as a table, F.json to bring back;
                        .age after it, as in F.json.age, encrypts it with a passphrase
  reconnect restore F   bring answers back from F.json or F.json.age, or from another file of
                        answers such as F.sqlite3, after saying what is in it
  reconnect --example   look at the workbook of an invented reader; yours is left alone
  reconnect --session-only
                        open an empty workbook; what you answer is erased when you end it

options:
  --port NUMBER         use this port (8912, or 8913 for JupyterLab)
  --no-browser          print the address and open no browser
  --notebooks FOLDER    open your own copy of the notebooks
  --pyodide PLACE       build: the Python for browsers, a folder, an archive or an address;
                        page 13 needs one with pandas
  --pages 01,03         export: these pages only
  --without KINDS       export: leave out short, writing, logs, letters or safety
  --separator semicolon export: part the columns of F.csv so, as some spreadsheets want it
  --force               export: replace a file that is there
  --yes                 restore: ask no question
  --version             say which version this is
  --help                show these lines
  --help-all            show every setting of Voila, or of JupyterLab after "reconnect lab"

examples:
  reconnect --port 9000
  reconnect lab --notebooks ~/my-workbook
  reconnect --Voila.ip=0.0.0.0        any setting of Voila or JupyterLab can follow

RECONNECT_DATA names another folder for your answers.
"""

INTERRUPTED = 130
"""What a shell expects of a command that was ended by Ctrl-C before it had done its work."""


class _Parser(argparse.ArgumentParser):
    """Says one sentence where argparse prints its usage first."""

    def error(self, message: str) -> NoReturn:
        raise ReconnectError(f"{message.capitalize()}. See reconnect --help.")


def _port(words: str) -> int:
    if not words.isascii() or not words.isdigit() or not 1 <= int(words) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {words!r}")
    return int(words)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="reconnect", add_help=False, allow_abbrev=False, usage=argparse.SUPPRESS)
    parser.add_argument("--port", type=_port)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--notebooks", type=Path)
    parser.add_argument("--example", action="store_true")
    parser.add_argument("--session-only", action="store_true")
    parser.add_argument("--version", action="store_true")
    parser.add_argument("--help", "-h", action="store_true")
    return parser


def _say_lock(path: Path) -> str:
    try:
        return f"It is {'locked with a passphrase' if is_locked(path) else 'not locked'}."
    except OSError as error:
        return f"It cannot be read just now ({error.strerror})."


@sentences()
def _where() -> int:
    """Say where the answers are; nothing is made or changed."""
    from .views.files import say_copies, say_rights, say_synced

    folder = require_usable(named_folder())
    path = folder / ANSWERS_FILE
    file = real_path(path)
    copies = [str(found) for found in unknown_copies(path)]
    for words in (
        str(path),
        _say_lock(path),
        f"The folder is {folder}; set RECONNECT_DATA to keep your answers elsewhere.",
        f"The file is a link to {file}." if path.is_symlink() else "",
        say_rights(file),
        say_synced(file.parent),
        say_copies(copies),
    ):
        if words:
            print(shown(words))
    return 0


def _browsers(arguments: Sequence[str]) -> int:
    """Say which browsers are let in, or end that for all of them."""
    from .answers.keys import renew_key
    from .prompts import say_day
    from .voila.browsers import browsers, forget_browsers

    parser = _Parser(prog="reconnect browsers", add_help=False, allow_abbrev=False)
    parser.add_argument("--forget", action="store_true")
    if parser.parse_args(arguments).forget:
        require_usable(named_folder())
        renew_key()
        forget_browsers()
        print("No browser is let in anymore, and the address from before opens nothing.")
        print("Where the workbook or JupyterLab is open now, end it and start it again.")
        return 0
    require_usable(named_folder())
    found = browsers()
    if not found:
        print("No browser is let in.")
    for one in found:
        print(f"Let in since {say_day(one.since)}, used last on {say_day(one.last)}.")
    return 0


def _build(arguments: Sequence[str]) -> int:
    """Write the workbook as files."""
    require_home()
    skip_unused_imports()
    from .lite.build import build

    parser = _Parser(prog="reconnect build", add_help=False, allow_abbrev=False)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pyodide")
    parser.add_argument("--notebooks", type=Path)
    asked = parser.parse_args(arguments)
    for note in build(asked.folder.expanduser(), asked.pyodide, asked.notebooks):
        print(note, file=sys.stderr)
    print(f"The workbook is in {asked.folder}. Any web server can give it; to look at it here:")
    print(f"  python3 -m http.server --directory {asked.folder}")
    return 0


def _copies(command: str, arguments: Sequence[str]) -> int:
    from .copies.command import export_command, restore_command
    from .declarations import questions

    parser = _Parser(prog=f"reconnect {command}", add_help=False, allow_abbrev=False)
    try:
        if command == "export":
            return export_command(parser, arguments)
        return restore_command(parser, arguments, questions())
    except EOFError as error:
        raise ReconnectError("There was no answer to the question, so nothing was done.") from error
    except KeyboardInterrupt:
        print(file=sys.stderr)  # the question stands there, and what comes next begins a line
        return INTERRUPTED


HAVE_OWN = {"browsers": _browsers, "build": _build}
"""Commands that read their options themselves."""


def _run(arguments: Sequence[str]) -> int:
    command = arguments[0] if arguments and not arguments[0].startswith("-") else ""
    if command not in ("", "lab", "where", "browsers", "build", "export", "restore"):
        raise ReconnectError(f"There is no command {command!r}. See reconnect --help.")
    if command in (*HAVE_OWN, "export", "restore") and not {"--help", "-h"} & set(arguments):
        own = HAVE_OWN.get(command) or partial(_copies, command)
        return own(arguments[1:])
    asked, settings = _parser().parse_known_args(arguments[1:] if command else arguments)
    if asked.help:
        print(HELP, end="")
        return 0
    if asked.version:
        print(f"reconnect {__version__}")
        return 0
    if command and (asked.example or asked.session_only):
        raise ReconnectError("The example and --session-only are there in the app alone.")
    if hosting().in_browser:
        raise ReconnectError(
            "RECONNECT_PLACE is browser, where there is no server: reconnect build."
        )
    if command == "where":
        if settings:
            raise ReconnectError(f"reconnect where does not know {settings[0]}.")
        return _where()
    wishes = Wishes(
        asked.port, asked.notebooks, not asked.no_browser, tuple(settings), asked.example
    )
    require_home()
    skip_unused_imports()
    if command == "lab":
        from .lab.app import serve
    else:
        from .voila.app import serve
    with begin_session() if asked.session_only else nullcontext():
        return serve(wishes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; what cannot be done is said in one sentence."""
    keep_memory_private()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every terminal has every sign
    try:
        settle_data()
        return _run(sys.argv[1:] if arguments is None else arguments)
    except ReconnectError as error:
        print(shown(str(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
