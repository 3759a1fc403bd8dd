"""The way to the workbook of the example reader, and in it what is left out there."""

import os

from markupsafe import Markup

from ..example.addresses import LINK
from ..holds import held_pages
from ..places import is_example
from ..record import Record
from . import View

OFFER = Markup(
    "<h2>An example reader</h2><p>To see what this page looks like after some time, open the workbook of "
    "an invented reader: twelve weeks, all fourteen pages. It is one of many ways that it can go, and no "
    "promise. Its file is apart from yours, and nothing goes from one to the other.</p>"
    '<p><a href="{}" target="_blank" rel="noopener">See the workbook of an example reader</a> (in a new '
    "tab)</p>"
    '<p class="rc-note">You can try things out there. What you type in it is never locked, and it is gone '
    "when you open the example from here again, or when you erase everything here.</p>"
)
LEFT_OUT = Markup(
    "<h2>An example reader</h2><p>In your own workbook, forms to keep a copy, to bring answers back, to "
    "erase and to lock stand here. The example has none of them: its answers are nobody’s.</p>"
)


def example_reader() -> View:
    """Offer a look at the example reader's workbook where there is one, or say that this is it.

    It goes toward getting in touch, so it is not offered while something holds that.
    """

    def view(record: Record) -> Markup:
        if is_example():
            return LEFT_OUT
        address = os.environ.get(LINK)
        return OFFER.format(address) if address and not held_pages(record.holds) else Markup("")

    return view
