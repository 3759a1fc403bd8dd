"""Where the workbook runs: where answers and drafts live there, and what a reader is told of it.

Whoever starts it says so with ``RECONNECT_PLACE``; nothing is guessed. The words name what
ends the answers and who could read them, because that is not the same everywhere. Where a browser
keeps the answers, its reader may choose one tab of it instead.
"""

import os
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from .exceptions import PlaceError
from .places import is_example, named_folder, synced_by
from .words import listed

Answers = Literal["file", "browser", "tab"]
Drafts = Literal["browser", "tab"]


@dataclass(frozen=True)
class Hosting:
    """One kind of place, with its words for the reader."""

    name: str
    answers: Answers
    """A file in the home folder of whoever runs the kernel, or the reader's browser, or one tab of it."""
    drafts: Drafts
    """Where the browser keeps what is not saved yet. Other pages of the same origin can read that of
    the browser, so it is the tab where the origin is shared."""
    saved: str
    """Begins the line under a form, and an hour follows."""
    where: str
    """The sentence at the foot of every page."""
    who: str
    """Who could read along; it follows ``where``."""
    ends: str
    """What ends the answers."""
    risk: str
    """What help says about somebody who must not see the answers."""
    passing: bool = False
    """Whether answers end by themselves, so that a copy is offered at the start."""
    is_own: bool = False
    """Whether the workbook runs on the reader's own computer, with a server for them alone."""

    @property
    def in_browser(self) -> bool:
        """Whether the answers are the browser's, and the workbook runs there, with no server."""
        return self.answers != "file"

    @property
    def kept_in(self) -> str:
        """Name the place of drafts: "this browser" or "this tab"."""
        return f"this {self.drafts}"

    @property
    def lost(self) -> str:
        """Say what is the matter while there is no kernel."""
        if self.in_browser:
            return (
                "The workbook cannot be loaded into this browser just now. You can read on, and what you "
                f"type is kept in {self.kept_in}."
            )
        return (
            f"This page has lost touch with the workbook. What you type is kept in {self.kept_in}."
        )


COMPUTER = Hosting(
    name="computer",
    answers="file",
    drafts="browser",
    saved="Saved on this computer",
    where="Your answers stay on this computer.",
    who="Nothing is sent anywhere: no account, no visitor count, nobody reading along.",
    ends="They are in a file. Anyone who can use your account on this computer may be able to open it, "
    "unless you lock it on the last page. They stay until you remove them; the command “reconnect "
    "where” names their folder. Backups may keep copies. To leave none here, end the workbook and open it "
    "by the command “reconnect --session-only”.",
    risk="Your answers are a file on this computer, which whoever uses your account can open "
    "unless you locked it on the last page.",
    is_own=True,
)
SESSION = replace(
    COMPUTER,
    name="session",
    drafts="tab",
    saved="Saved for this session",
    where="Nothing stays here: your answers are erased when you end the workbook.",
    ends="Until then they are in a file that only your user account can read. Ctrl-C in the terminal ends "
    "the workbook, and so does closing the terminal. Exit this page does not erase your answers. After a "
    "crash they can be left in a folder for temporary files.",
    risk="Your answers are on this computer until you end the workbook, and whoever uses your account can "
    "open them before.",
    passing=True,
)
"""One's own computer, where others look into it: ``reconnect --session-only``."""
BINDER = Hosting(
    name="binder",
    answers="file",
    drafts="tab",
    saved="Saved for this session",
    where="Nothing stays here: your answers are erased when this session ends.",
    who="Until then they are on a computer of Binder, a free service. Nobody reads along, but the "
    "people who run it could.",
    ends="A session usually ends when you have not used the page for ten minutes, and after some hours "
    "in any case. All answers in it are erased then, and nobody can bring them back.",
    risk="Your answers are on a computer of Binder until this session ends. Whoever uses this browser "
    "before then can open them.",
    passing=True,
)
HUB = Hosting(
    name="hub",
    answers="file",
    drafts="tab",
    saved="Saved in your account",
    where="Your answers are kept in your account on this server.",
    who="Other readers cannot open them. The people who run the server could. Nothing is sent anywhere "
    "else.",
    ends="They stay until you remove them, or until the people who run the server close your account. "
    "Log out when you stop, if others use this computer.",
    risk="Your answers are in your account on this server. Whoever knows your password can open them, "
    "and so can anyone who uses this browser while you are logged in.",
)
BROWSER = Hosting(
    name="browser",
    answers="browser",
    drafts="browser",
    saved="Saved in this browser",
    where="Your answers stay in this browser.",
    who="Nothing is sent anywhere: no account, no visitor count, nobody reading along.",
    ends="They stay until you erase them, or until this browser’s data for this site are cleared. "
    "A private window forgets them when it is closed. "
    "Safari clears them by itself when you use it for seven days without coming here. So keep a copy, "
    "on the last page, before a longer break. Exit this page does not erase them.",
    risk="Your answers are kept in this browser, and whoever uses it can open them unless you locked "
    "them on the last page.",
)

EXAMPLE_WORDS: dict[str, Any] = {
    "saved": "Saved in the example",
    "where": "These are the answers of an invented reader.",
    "who": "You can try things out here.",
    "ends": "What you type is kept apart from your own answers and is not locked. It is gone when you "
    "open the example again from the last page of your own workbook.",
    "passing": False,
}
"""What is said in the example in place of the words above; drafts are where they are anyway."""

SYNCED_WORDS: dict[str, Any] = {
    "where": "Your answers are in a folder on this computer that {} seems to copy to other places.",
    "who": "The workbook itself sends nothing anywhere. Whoever can open your account there, or another "
    "computer that shares the folder, may be able to read them, too.",
    "ends": "Older versions can stay there after you lock or erase your answers here. Open the workbook on "
    "one computer at a time, and let {} finish before you go on at another one. The command “reconnect "
    "where” names the folder; RECONNECT_DATA puts your answers into another one.",
    "risk": "Your answers are a file on this computer, and {} seems to copy it to other places. Whoever "
    "uses your account on either can open it unless you locked it on the last page.",
}
"""What is said on one's own computer where a service seems to sync the folder."""

TAB = replace(
    BROWSER,
    answers="tab",
    drafts="tab",
    saved="Saved in this tab",
    where="Your answers stay in this tab only.",
    ends="Exit this page erases them at once, and nobody can bring them back. Closing the tab "
    "ends them, too, but browsers can open a closed tab again, with all that was in it.",
    risk="Your answers are kept in this tab only. Exit this page erases them; a tab that was only closed "
    "can be opened again.",
    passing=True,
)
"""What a reader can choose there on a computer that others use."""

EXAMPLE_IN_BROWSER = replace(
    BROWSER,
    answers="file",
    drafts="tab",
    **EXAMPLE_WORDS
    | {
        "ends": "What you type is kept apart from your own answers, and it is gone when you leave the "
        "example or load it again."
    },
)
"""The example there: its file is in the memory of the page."""

PLACES = {place.name: place for place in (COMPUTER, SESSION, BINDER, HUB, BROWSER)}


class _Reader:
    """The one reader that a page's kernel has."""

    wants_tab = False


_reader = _Reader()


def keep_in_tab(wanted: bool) -> None:
    """Note where the reader of this process wants their answers, as their browser says."""
    _reader.wants_tab = wanted


def hosting() -> Hosting:
    """Return where this process runs, by ``RECONNECT_PLACE`` and ``RECONNECT_DRAFTS``.

    ``RECONNECT_DRAFTS`` is for hosts that know better: ``browser`` where each reader has an origin of
    their own, ``tab`` where several people use one browser.
    Raises :class:`PlaceError` for a value that it does not know.
    """
    place = PLACES[_setting("RECONNECT_PLACE", tuple(PLACES), "computer")]
    if place is BROWSER and is_example():
        return EXAMPLE_IN_BROWSER
    if place is BROWSER:
        return TAB if _reader.wants_tab else place
    service = synced_by(named_folder()) if place is COMPUTER else ""
    drafts = _setting("RECONNECT_DRAFTS", ("browser", "tab"), place.drafts)
    return _said(place, service, is_example(), drafts)


@cache
def _said(place: Hosting, service: str, of_example: bool, drafts: Any) -> Hosting:
    """Return a place with the words that fit this reader's."""
    synced = {name: words.format(service) for name, words in SYNCED_WORDS.items() if service}
    words = synced | (EXAMPLE_WORDS if of_example else {})
    return replace(place, **words, drafts=drafts)


def link_to(page: str) -> str:
    """Return how another page links to that of a notebook, such as ``01-give-space.ipynb``."""
    is_file = _setting("RECONNECT_PLACE", tuple(PLACES), "computer") == BROWSER.name
    return page.replace(".ipynb", ".html") if is_file else page


def _setting(name: str, allowed: tuple[str, ...], otherwise: str) -> str:
    value = os.environ.get(name) or otherwise
    if value not in allowed:
        raise PlaceError(f"{name} can be {listed(allowed, 'or')}, and not {value!r}.")
    return value
