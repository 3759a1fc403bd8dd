"""Words that follow from the answers: guidance, readings, charts."""

from collections.abc import Callable

import traitlets
from markupsafe import Markup

from ..record import Record
from .part import Listener, Part

NO_PANDAS = Markup(
    '<p class="rc-notice">This summary is not part of this website: a library that works it out was left '
    "out. Your answers are all here. A copy of them, from further down on this page, opens in a workbook "
    "that has it.</p>"
)


class Words(Part):
    """Shows what a view makes of the record, and shows it again when an answer changes."""

    module = "words"

    known = traitlets.Bool(False, help="whether the reader is known yet").tag(sync=True)

    def __init__(
        self, listener: Listener, view: Callable[[Record], Markup], unless: str = ""
    ) -> None:
        """Show ``view``, but not to readers that ``unless`` names; see :class:`.FormPlan`."""
        super().__init__(listener)
        self.view = view
        self.unless = unless

    def tell(self, record: Record, *, left_out: bool = False) -> None:
        """Show what the view makes of the answers as they are now; nothing where it is left out."""
        self.html = "" if left_out else str(self._shown(record))
        self.known = True

    def _shown(self, record: Record) -> Markup:
        try:
            return self.view(record)
        except ModuleNotFoundError as missing:
            # A build without a server may lack it, see lite/build.py.
            if missing.name not in ("pandas", "numpy"):
                raise
            return NO_PANDAS
