"""The way to the workbook of the example reader, and in it what is left out there."""

import os

from markupsafe import Markup

from ..example.addresses import LINK
from ..places import is_example
from ..rules.record import Record
from . import view

OFFER = Markup(
    "<h2>Two example readers</h2><p>To see what this page looks like after some time, open the workbook of "
    "an invented reader: twelve weeks of answers. They begin alike. One goes toward trying again, and one "
    "lets go. Neither is a promise, and neither is the better ending. Their file is apart from yours, and "
    'nothing goes from one to the other.</p><ul><li><a href="{0}again" target="_blank" rel="noopener">See '
    'the reader who goes toward trying again</a></li><li><a href="{0}apart" target="_blank" '
    'rel="noopener">See the reader who lets go</a></li></ul>'
    '<p class="rc-note">Each opens in a new tab, one at a time. You can try things out there. What you type '
    "is never locked, and it is gone when you open an example from here again, or when you erase everything "
    "here.</p>"
)
LEFT_OUT = Markup(
    "<h2>An example reader</h2><p>In your own workbook, forms to keep a copy, to bring answers back, to "
    "erase and to lock stand here. The example has none of them: its answers are nobody’s.</p>"
)


@view
def example_reader(record: Record) -> Markup:
    """Offer a look at the example readers' workbook where there is one, or say that this is it.

    Both get in touch, so they are not offered while something holds that.
    """
    if is_example():
        return LEFT_OUT
    address = os.environ.get(LINK)
    return OFFER.format(address) if address and not record.closing else Markup("")
