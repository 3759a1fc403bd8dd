"""What a reader is told of the files beside the one with the answers, and of the folder they are in."""

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from ..answers.exchange import JOURNAL, WAL
from ..answers.store import Store
from ..hosting import link_to
from ..places import ANSWERS_FILE, synced_by
from ..stages import BY_NUMBER, JOURNEY
from ..terminal import shown
from ..words import listed

DAMAGED = Markup(
    '<div class="rc-notice"><p>The file with your answers was damaged. It was set aside as '
    "<strong>{}</strong>, unchanged, beside the new one that was begun.{} In a terminal, “reconnect restore” "
    "and its path says which answers in it can still be read, and can bring those back. A copy that you kept "
    'can be brought back on <a href="{}">Your journey</a>. A backup of this computer may hold the file as it '
    "was, under the name <strong>{}</strong>. If your answers were locked, <em>Your "
    "journey</em> says whether they still are.</p>"
    '<button type="button" class="rc-quiet" data-send="told">'
    "I have read this</button></div>"
)
LOG = Markup(
    '<div class="rc-notice"><p>Beside the file with your answers lay a part of another one. It can come '
    "from another computer that shares this folder, from a copy, or from a moment in which the workbook was "
    "ended while it saved. It did not fit, so it was set aside "
    "as <strong>{}</strong>, unchanged. Your answers are as they were.{}</p>"
    '<button type="button" class="rc-quiet" data-send="told">I have read this</button></div>'
)


OPEN = (
    " It is not locked, so it cannot stay there for long: it is removed once you press the button, and "
    "only then. If you may need it, please move it to a safe place first."
)


def say_copies(names: Sequence[str]) -> str:
    """Say that copies lie beside the file which are not the workbook’s, and what to do with them."""
    if not names:
        return ""
    one = len(names) == 1
    return (
        f"{'This file lies' if one else 'These files lie'} beside your answers and "
        f"{'is' if one else 'are'} not the workbook’s: {_listed(names)}. A program that syncs folders makes "
        "such copies when two computers write at once, and a backup can be one, too. The workbook does "
        "not use them, and neither locking nor erasing reaches them. In a terminal, “reconnect restore” "
        "and the path of such a file says which answers in it are missing here, and can add them. "
        "Remove such a file yourself once you are sure that you do not need it."
    )


def say_not_reached(store: Store) -> str:
    """Name what lies beside the file and stays as it is when the file is locked or erased."""
    names = store.keeper.unknown_copies()
    return f" Copies beside the file stay as they are: {_listed(names)}." if names else ""


def say_synced(folder: Path) -> str:
    """Say what it means that a folder seems to be synced, if it does."""
    service = synced_by(folder)
    return service and (
        f"{service} seems to copy this folder to other places. Then older versions of your answers can "
        "be on other computers and servers, where neither locking nor erasing reaches them. Open the "
        f"workbook on one computer at a time, and let {service} finish before you go on at another one. "
        "A folder that is not synced keeps your answers on this computer alone; RECONNECT_DATA names it."
    )


def say_rights(path: Path) -> str:
    """Say that others may read the file, where the disk keeps no rights."""
    if not path.exists() or not path.stat().st_mode & 0o077:
        return ""
    return (
        "This disk does not keep your answers to yourself: others who use this computer, or have the "
        "disk, can read them unless they are locked."
    )


def about_files(store: Store) -> Markup:
    """Say at the top of a page what was set aside, and which files beside the answers are not ours."""
    parts, aside = [], store.keeper.set_aside
    fate = OPEN if store.keeper.is_aside_open else ""
    if aside.endswith((JOURNAL, WAL)):
        parts.append(LOG.format(aside, fate))
    elif aside:
        parts.append(DAMAGED.format(aside, fate, link_to(BY_NUMBER[JOURNEY].file), ANSWERS_FILE))
    if words := say_copies(store.keeper.unknown_copies()):
        parts.append(Markup('<div class="rc-notice"><p>{}</p></div>').format(words))
    return Markup("").join(parts)


def _listed(names: Sequence[str]) -> str:
    return listed([shown(name) for name in names])
