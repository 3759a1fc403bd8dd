"""Words that follow from the answers: guidance, readings, charts."""

from collections.abc import Callable

import traitlets
from markupsafe import Markup

from ..record import Record
from .part import Listener, Part


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
        self.html = "" if left_out else str(self.view(record))
        self.known = True
