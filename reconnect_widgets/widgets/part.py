"""What every widget of a page has: its HTML, and one careful way to hear from the browser."""

import logging
import os
from functools import cache
from traceback import walk_tb
from typing import Any, NamedTuple, Protocol

import anywidget
import comm as comms  # by its name, for ipykernel puts its own functions there later
import ipywidgets
import traitlets
from IPython import get_ipython
from IPython.display import display

from ..exceptions import BadAnswer, ReconnectError, StoreErased
from ..hosting import hosting
from ..protocol import Refused
from .assets import PAGE_BRINGS_THEM, module, stylesheet

log = logging.getLogger("reconnect")


class RunningCell(NamedTuple):
    """A cell of a notebook, and which run of it; both are empty where nobody runs cells one by one."""

    id: str
    run: str

    def is_again(self, before: "RunningCell") -> bool:
        """Say whether ``before`` is an earlier run of the same cell."""
        return bool(self.id) and self.id == before.id and self.run != before.run


def running_cell() -> RunningCell:
    """Return the cell that JupyterLab runs just now."""
    asked = getattr(get_ipython(), "parent_header", {})
    return RunningCell(
        asked.get("metadata", {}).get("cellId", ""), asked.get("header", {}).get("msg_id", "")
    )


class Listener(Protocol):
    """Whoever answers what the browser says of the parts of one page."""

    id: str
    layout: ipywidgets.Layout
    """One for all parts: a widget without it makes one of its own, and the page carries both."""

    is_quiet: bool
    """Whether no browser has the parts yet, so that nothing need be sent when they change."""

    def heard(self, part: "Part", message: dict[str, Any]) -> None:
        """Do what the browser asks of a part."""

    def end(self) -> None:
        """Let go of the answers: the page has been left."""


class Quiet(ipywidgets.Widget):  # type: ignore[misc]
    """A widget that opens and closes without a word where its page asks for all states at once.

    See :mod:`reconnect_widgets.page.turning`. Elsewhere, as in JupyterLab, it is a widget like any other.
    """

    comm: Any

    def open(self) -> None:
        if PAGE_BRINGS_THEM not in os.environ:
            super().open()
        elif self.comm is None:
            line = comms.create_comm(target_name="jupyter.widget", primary=False)
            comms.get_comm_manager().register_comm(line)
            # ipykernel sets it with the first word, and ipywidgets waits for it.
            if hasattr(line, "kernel"):
                line.kernel = get_ipython().kernel
            self.comm = line

    def close(self) -> None:
        if self.comm is not None and PAGE_BRINGS_THEM in os.environ:
            self.comm.publish_msg = lambda *_, **__: None
        super().close()


@cache
def _keys_of(kind: type[ipywidgets.Widget]) -> tuple[str, ...]:
    """Return the traits of a widget that its page has; each asks for them, and looks at all of its own."""
    return (*kind.class_traits(sync=True),)


class QuietLayout(Quiet, ipywidgets.Layout):  # type: ignore[misc]
    """What every widget has, and ours leave alone."""


class Part(Quiet, anywidget.AnyWidget):
    """A part of a page; ``html`` is made in Python, with the reader's words escaped."""

    module: str = ""
    """The stem of the widget's JavaScript."""

    _esm = traitlets.Unicode(help="the widget's JavaScript").tag(sync=True)
    _css = traitlets.Unicode(help="the look, where the page does not bring it").tag(sync=True)
    _anywidget_id = traitlets.Unicode(help="anywidget's name of this class").tag(sync=True)
    page = traitlets.Unicode(help="what the parts of one page have in common").tag(sync=True)
    html = traitlets.Unicode("", help="what is shown").tag(sync=True)

    def __init__(self, listener: Listener, **traits: Any) -> None:
        """Make a part that gives each message from the browser to ``listener``."""
        self.listener = listener
        self.cell = running_cell()
        # Anywidget's own adds the traits that a class lacks. Ours has them; to look was a tenth of a turn.
        super(anywidget.AnyWidget, self).__init__(
            page=listener.id, layout=listener.layout, **traits
        )

    @traitlets.default("_esm")
    def _default_esm(self) -> str:
        return module(self.module)

    @traitlets.default("_anywidget_id")
    def _default_anywidget_id(self) -> str:
        return f"{type(self).__module__}.{type(self).__name__}"

    @traitlets.default("keys")
    def _default_keys(self) -> list[str]:
        return [*_keys_of(type(self))]  # type: ignore[arg-type]  # a class can be hashed

    @traitlets.default("_css")
    def _default_css(self) -> str:
        return stylesheet()

    def _ipython_display_(self) -> None:
        # Said at once: else each of IPython's formatters is asked, a fifth of a turn.
        if shown := self._repr_mimebundle_():
            display(shown[0], metadata=shown[1], raw=True)  # type: ignore[no-untyped-call]

    def _handle_custom_msg(self, message: Any, _buffers: Any) -> None:
        """Take a message; whatever goes wrong becomes a sentence on the page, never a lost error.

        Jupyter drops errors that are raised here. What is logged names the kind of error and never
        the message, which could hold an answer. With ``on_msg`` each part would make a list of who hears.
        """
        if not isinstance(message, dict):
            return
        try:
            self.listener.heard(self, message)
        except ReconnectError as error:
            final = isinstance(error, BadAnswer | StoreErased)
            self.refuse(message, str(error), final=final, field=getattr(error, "field", ""))
        except Exception as error:  # noqa: BLE001
            *_, (place, line) = walk_tb(error.__traceback__)
            where = f"{place.f_code.co_name}:{line}"
            log.error(
                "A page could not do what it was asked: %s in %s", type(error).__name__, where
            )
            kept_in = hosting().kept_in
            self.refuse(message, f"Something went wrong here. What you wrote is kept in {kept_in}.")

    def notify_change(self, change: Any) -> None:
        """Send what has changed, unless the browser will ask for all of it anyway."""
        if self.listener.is_quiet:
            traitlets.HasTraits.notify_change(self, change)
        else:
            super().notify_change(change)

    def set_state(self, sync_data: Any) -> None:
        """Let it be: what a part shows is made here, and a browser that sets it is none of our pages."""

    def refuse(
        self, message: dict[str, Any], sentence: str, *, final: bool = False, field: str = ""
    ) -> None:
        """Tell the browser that a message was not carried out, why, and whether trying again is idle.

        ``field`` names the question of a row that it is about.
        """
        refused = Refused(
            type="refused",
            id=message.get("id"),
            entry=message.get("entry"),
            seq=message.get("seq"),
            sentence=sentence,
            final=final,
            field=field,
        )
        self.send(refused)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"
