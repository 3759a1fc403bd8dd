"""``reconnect export FILE`` and ``reconnect restore FILE``: copies from the command line.

A passphrase is asked for and is never a word of the command, which other users could read.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from ..answers.answer import Answer
from ..answers.exchange import JOURNAL, WAL, beside
from ..answers.locked import PLAIN, make_key, salt_of
from ..answers.passphrases import ask, composed, fresh
from ..answers.rows import still_readable
from ..answers.store import Store
from ..days import today
from ..exceptions import BadCopy, PlaceError, ReconnectError, StoreError, StoreLocked
from ..forms import Questions
from ..places import answers_path, write_whole
from ..rules.record import StoredRecord
from ..terminal import shown
from ..words import counted
from .chosen import KINDS, PAGES, Chosen
from .json_copy import MOST_BYTES, require_size, write_json
from .making import FORMS, make_copy
from .restore import preview, read_copy, restore, say_preview
from .sealed import is_sealed

SEALED = ".age"


def export_command(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> int:
    """Write a copy to a file that is not there yet, and say what it is."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--pages", default="")
    parser.add_argument("--without", default="")
    parser.add_argument("--separator", choices=("comma", "semicolon"), default="comma")
    parser.add_argument("--force", action="store_true")
    asked = parser.parse_args(arguments)
    path, form = asked.file.expanduser(), _form(asked.file)
    if path.exists() and not asked.force:
        raise ReconnectError(f"{path} is there already; it is replaced with --force.")
    if form == "csv" and asked.separator == "semicolon":
        form = "csv-semicolon"
    # A kind that is not known stays among them, and is refused.
    chosen = Chosen(_listed(asked.pages) or set(PAGES), set(KINDS) ^ _listed(asked.without))
    passphrase = _ask_twice() if path.suffix == SEALED else None
    with closing(open_store()) as store:
        record, now = StoredRecord(store, today()), datetime.now(UTC)
        content = make_copy(form, record, chosen, now, passphrase)
    try:
        write_whole(path, content)
    except OSError as error:
        raise PlaceError(f"{path} cannot be written.") from error
    print(shown(f"{path} is written.") + ("" if passphrase else " It is not protected."))
    return 0


def restore_command(
    parser: argparse.ArgumentParser, arguments: Sequence[str], questions: Questions
) -> int:
    """Say what a copy would bring, ask once, and bring it."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--yes", action="store_true")
    asked = parser.parse_args(arguments)
    path = asked.file.expanduser()
    try:
        content = _read(path)
        passphrase = ask("Passphrase of the copy: ") if is_sealed(content) else ""
        copy = read_copy(content, questions, passphrase)
    except OSError as error:
        raise ReconnectError(f"{path} cannot be read.") from error
    except BadCopy as error:
        raise BadCopy(f"{path} was not brought back. {error} Nothing was changed.") from error
    with closing(open_store()) as store:
        found = preview(copy, StoredRecord(store, today()))
        print("\n".join(say_preview(found)))
        if found.new and (asked.yes or _agrees()):
            count = restore(copy.answers, StoredRecord(store, today()))
            print(f"{counted(count, 'answer')} brought back.")
        elif found.new:
            print("Nothing was changed.")
    return 0


def open_store(path: Path | None = None) -> Store:
    """Open the answers, or another file of answers; a locked one asks for its passphrase."""
    whose = f"{path.name}" if path else "the workbook"
    path = path or answers_path()
    try:
        return Store(path)
    except StoreLocked:
        return Store(path, make_key(ask(f"Passphrase of {whose}: "), salt_of(path)))


def _form(path: Path) -> str:
    """Return the form that the name of a file asks for."""
    name = path.name.removesuffix(SEALED)
    form = name.rpartition(".")[2].lower() if "." in name else ""
    if form not in FORMS:
        raise ReconnectError(
            f"The name of the file says what it is: .{', .'.join(FORMS)}, and {SEALED} after it "
            "to encrypt it."
        )
    return form


def _listed(words: str) -> set[str]:
    return {word.strip() for word in words.split(",") if word.strip()}


def _ask_twice() -> str:
    passphrase = fresh(ask("Passphrase for the copy, of eight characters or more: "))
    if passphrase != composed(ask("The same once more: ")):
        raise ReconnectError("The two passphrases are not the same, so nothing was written.")
    return passphrase


def _read(path: Path) -> bytes:
    """Read a copy, and of a file that never ends only as much as shows that it is too large."""
    with path.open("rb") as file:
        content = file.read(len(PLAIN))
        if content == PLAIN or (".sqlite3" in path.name and not is_sealed(content)):
            return _answers_in(path)
        content += file.read(MOST_BYTES)
    require_size(len(content))
    return content


def _answers_in(path: Path) -> bytes:
    """Return a copy of what is in another file of answers; the file itself is left as it is."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / path.name
        for ending in ("", JOURNAL, WAL):
            if beside(path, ending).exists():
                shutil.copyfile(beside(path, ending), beside(draft, ending))
        with closing(open_store(draft)) as store:
            aside, key = store.keeper.set_aside, store.keeper.key
            if not aside:
                # There can be damage that is met in reading alone.
                with suppress(StoreError, TypeError, ValueError):
                    return _as_copy(filter(Chosen().takes, store.every()), store.id)
            answers = sorted(
                still_readable(draft.with_name(aside or draft.name), key),
                key=lambda one: one.changed_at,
            )
    if not answers:
        raise BadCopy("It is damaged, and no answer in it can be read.")
    print("It is damaged. This is what can still be read of it:")
    return _as_copy(answers, "")


def _as_copy(answers: Iterable[Answer], workbook: str) -> bytes:
    return write_json(answers, workbook, datetime.now(UTC)).encode()


def _agrees() -> bool:
    if not sys.stdin.isatty():
        raise ReconnectError("Nothing was changed. To bring it back without a question, add --yes.")
    return input("Bring them back? [y/N] ").strip().lower() in ("y", "yes")
