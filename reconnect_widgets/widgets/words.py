"""Words that follow from the answers: guidance, readings, charts."""

import os
from collections.abc import Callable

import traitlets
from markupsafe import Markup

from ..journey import libraries
from ..rules.record import StoredRecord
from .part import Listener, Part

COMES_LATER = "RECONNECT_COMES_LATER"
"""Set where what works out summaries is loaded when it is needed (lite/kernel.py)."""

NOT_LOADED = Markup(
    '<p class="rc-note">The summaries of this page could not be loaded just now. Your answers are all here. '
    "Please turn to this page again later.</p>"
)
LEFT_OUT = Markup(
    '<p class="rc-note">This website was made without the summaries of this page. Your answers are all here: '
    "a copy of them, which you can keep on this page, opens in a workbook that has them.</p>"
)


class Words(Part):
    """Shows what a view makes of the record, and shows it again when an answer changes."""

    module = "words"

    known = traitlets.Bool(False, help="whether the reader is known yet").tag(sync=True)

    def __init__(
        self, listener: Listener, view: Callable[[StoredRecord], Markup], unless: str = ""
    ) -> None:
        """Show ``view``, but not to readers that ``unless`` names; see :class:`.FormPlan`."""
        super().__init__(listener)
        self.view = view
        self.unless = unless
        self.is_missing = False
        """What the view needs is not there; the first of a page's words says so for all of them."""

    def tell(self, record: StoredRecord, *, left_out: bool = False, is_said: bool = False) -> None:
        """Show what the view makes of the answers as they are now; nothing where it is left out.

        ``is_said`` tells that other words of the page have said already that they are missing.
        """
        self.is_missing = False
        shown = "" if left_out else str(self._shown(record))
        self.html = "" if self.is_missing and is_said else shown
        self.known = True

    def _shown(self, record: StoredRecord) -> Markup:
        try:
            return self.view(record)
        except ImportError:
            if libraries.are_there():
                raise
            self.is_missing = True
            return NOT_LOADED if COMES_LATER in os.environ else LEFT_OUT
