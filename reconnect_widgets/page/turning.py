"""The pages of one visit in one kernel: each is its notebook, run anew when its reader turns to it.

The page in the browser opens a comm and asks for a page; the answer is what each cell shows, and the
parts of the page as the answers fill them. The messages are listed in docs/decisions/serving.md.
"""

import ast
import asyncio
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from tokenize import TokenError
from typing import Any

from IPython.utils.capture import capture_output
from ipywidgets import Widget
from ipywidgets.widgets.widget import _instances
from markupsafe import Markup

from ..example.addresses import ANEW, LINK, example_of, is_of_example, notebook_of
from ..exceptions import ReconnectError
from ..hosting import link_to
from ..places import EXAMPLE, WORKBOOK
from ..protocol import read
from ..stages import STAGES
from ..terminal import log
from ..widgets.form import Form
from ..widgets.part import Part
from . import plain
from .mistakes import say_mistake
from .notebooks import FOLDER, Notebook, notebook_at, read_ahead

TARGET = "reconnect.visit"
"""The comm that a page opens."""

PAGES = "RECONNECT_PAGES"
"""Names the address below which the pages are, as one page links to another."""

VIEW = "application/vnd.jupyter.widget-view+json"
SHOWN = {"text/html": "html", "image/svg+xml": "html", "image/png": "png", "text/plain": "text"}
"""What of a cell's output a page can show, the best first, and its name in ``turned``."""

CLEARED = "\033[2K\r"
"""What IPython prints where a cell clears what it showed."""

TROUBLE = Markup(
    '<div class="rc-notice rc-trouble" role="alert"><p>Something went wrong on this page. Your saved '
    "answers are safe. Please load it again.</p><p>{}</p></div>"
)

NOT_OPENED = "This page could not be opened. Please load it again."

ELSEWHERE = (
    '<div class="rc-notice"><p>Something stands here that this page cannot show. JupyterLab shows '
    "it.</p></div>"
)
"""In place of other people's widgets, for which a page would need a widget manager."""


class Visit:
    """Turns to one page after the other; at any time there is one."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._one_at_a_time = asyncio.Lock()
        self._turning: asyncio.Future[None] | None = None
        self._reading: asyncio.Future[None] | None = None
        self.mistake = ""
        """What is wrong with the page that was turned to last, if a cell of it failed."""

    def begin(self, comm: Any, _opened: object) -> None:
        """Answer the messages that come on a comm, which a page has opened."""

        def hear(message: Mapping[str, Any]) -> None:
            asked = message["content"]["data"]
            if isinstance(asked, dict) and asked.get("type") == "turn":
                if self._turning:
                    self._turning.cancel()  # that page was left, and a cell of it may wait for ever
                self._turning = asyncio.ensure_future(self._answer(comm, asked))

        comm.on_msg(hear)

    async def _answer(self, comm: Any, asked: Mapping[str, Any]) -> None:
        async with self._one_at_a_time:
            try:
                said = read(asked)
                told = await self.turn(said["path"], said["hello"], said["drawn"])
                comm.send({"type": "turned", "no": said["no"], **told})
                self._reading = self._reading or asyncio.ensure_future(read_ahead(said["path"]))
            except Exception as error:  # noqa: BLE001  # its words could hold an answer
                log.error("A page could not be turned to: %s", type(error).__name__)
                comm.send({"type": "turned", "no": asked.get("no"), "trouble": NOT_OPENED})

    async def turn(
        self, path: str, hello: object, drawn: Collection[object] = ()
    ) -> dict[str, Any]:
        """Run the page at ``path``, greet it in the reader's name, and return what it shows.

        ``drawn`` names the cells whose form the page has drawn already, from the same notebook.

        ``cells`` gives by a cell's index what it showed, ``parts`` by its id the module and the state
        of each part of the workbook, and ``trouble`` why the answers could not be had. Raises
        ``ValueError`` for what is no page of this visit.
        """
        notebook = notebook_at(path)
        self.let_go()
        _move_to(path)
        shown = await self._run(notebook)
        shown_in = {
            one["model"]: index for index, every in shown.items() for one in every if "model" in one
        }
        parts = [one for one in _parts() if one.model_id in shown_in]
        told = {"cells": shown, "version": notebook.version}
        if parts and isinstance(hello, dict):
            told["trouble"] = _greet(parts[0], hello)
        told["parts"] = {
            part.model_id: _as_told(part, is_drawn=shown_in[part.model_id] in drawn)
            for part in parts
        }
        return told

    async def _run(self, notebook: Notebook) -> dict[int, list[dict[str, Any]]]:
        """Run the cells of a notebook; return what each showed, by its index."""
        self.mistake = ""
        if notebook.plain is not None:
            try:
                shown = plain.run(notebook.plain)
            except Exception:  # noqa: BLE001  # IPython runs it anew, and the page says where it fails
                self.let_go()
            else:
                return {
                    index: [{"model": part.model_id}] if part else []
                    for index, part in shown.items()
                }
        return await self._run_by_ipython(notebook)

    async def _run_by_ipython(self, notebook: Notebook) -> dict[int, list[dict[str, Any]]]:
        """Run cells as IPython does until one fails."""
        shell = self._shell
        shown: dict[int, list[dict[str, Any]]] = {}
        # A traceback is for nobody here, and can hold an answer.
        shell.set_custom_exc((BaseException,), lambda *_, **__: None)
        try:
            # The trap first: set by a cell, it would put the shell's own hook over what captures.
            with shell.display_trap:
                for number, (index, source) in enumerate(notebook.cells.items(), 1):
                    done, shown[index] = await self._run_cell(source)
                    if not done.success:
                        error = done.error_in_exec or done.error_before_exec
                        if isinstance(error, asyncio.CancelledError):
                            raise error
                        log.error("A cell of a page failed: %s", type(error).__name__)
                        where = f"code cell {number} of {notebook.name}"
                        self.mistake = say_mistake(where, source, error)
                        shown[index].append({"html": str(TROUBLE.format(self.mistake))})
                        break
        finally:
            shell.set_custom_exc((), None)
        return shown

    async def _run_cell(self, source: str) -> tuple[Any, list[dict[str, Any]]]:
        """Run a cell as IPython does; return how that went, and what it showed."""
        shell, python = self._shell, self._as_python(source)
        with suppress(SyntaxError, TokenError):  # it fails where it is run
            if shell.displayhook.semicolon_at_end_of_expression(python):
                python += "\nNone"  # what captures would show what it ends with
        with capture_output() as kept:
            # While a cell waits, other messages come, and ipykernel tells this of each.
            shell.display_pub.set_parent = lambda _: None
            done = await shell.run_cell_async(source, store_history=False, transformed_cell=python)
        text = kept.stdout.rpartition(CLEARED)[2]
        shown = [{"text": text}] if text else []
        shown += filter(None, [_as_shown(one.data) for one in kept.outputs])
        return done, shown

    def _as_python(self, source: str) -> str:
        """Return a cell without what only IPython knows, such as ``%`` and ``!``.

        IPython reads each word for that, which is two fifths of a turn, also where all is Python. Of a single
        line that looks like it IPython alone knows whether it is a command, such as ``pwd``.
        """
        with suppress(SyntaxError):
            if len(source.splitlines()) > 1 and ast.parse(source):
                return source
        return str(self._shell.transform_cell(source))

    def let_go(self) -> None:
        """Close the page before; of it nothing is left here but its answers, for the next page."""
        for part in _parts():
            part.listener.end()
        Widget.close_all()
        names = self._shell.user_ns
        for name in {*names} - {*self._shell.user_ns_hidden}:
            del names[name]


def _parts() -> list[Part]:
    return [one for one in _instances.values() if isinstance(one, Part)]


def _as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the best of the forms in which a cell showed something, under a name for it."""
    if VIEW in data:
        model = data[VIEW]["model_id"]
        return {"model": model} if isinstance(_instances.get(model), Part) else {"html": ELSEWHERE}
    return next(({name: data[kind]} for kind, name in SHOWN.items() if kind in data), {})


def _greet(part: Part, hello: dict[str, Any]) -> str:
    """Say hello to a page, which fills it; return what is in the way, if anything is."""
    try:
        part.listener.heard(part, hello | {"type": "hello", "early": True})
    except ReconnectError as error:
        return str(error)
    return ""


def _as_told(part: Part, *, is_drawn: bool) -> dict[str, Any]:
    """Return what the page needs of a part: its module, and its state but for what is drawn already."""
    told = {key for key in part.keys if not key.startswith("_")} - {"layout"}
    if is_drawn and isinstance(part, Form) and part.plan.is_for_all:
        told.remove("html")
    return {"module": part.module, "state": {key: getattr(part, key) for key in told}}


def _move_to(path: str) -> None:
    """Live where a page is: in its folder, and in its workbook."""
    os.chdir(Path(os.environ[FOLDER], notebook_of(path)).parent)
    for name in (WORKBOOK, LINK):
        os.environ.pop(name, None)
    if is_of_example(path):
        os.environ[WORKBOOK] = EXAMPLE
    else:
        last = link_to(example_of(path, STAGES[-1].file))
        os.environ[LINK] = f"{os.environ[PAGES]}{last}?{ANEW}="
