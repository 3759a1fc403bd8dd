"""What a page that is turned to in place does not need again: the look, the scripts and the help.

The page in the browser has them; ``data-rc-build`` says whether they are the same.
"""

import re
from collections.abc import AsyncIterable, AsyncIterator

IN_PLACE = "Reconnect-In-Place"
"""The header with which the page script asks for a page that it will put in place of its own."""

JOIN = "Reconnect-Kernel"
"""The header that names the kernel of such a page, so that it is joined before the page is read."""

BEGIN, END = "<!--rc-shell-->", "<!--/rc-shell-->"
_SHELL = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)


async def without_shell(parts: AsyncIterable[str]) -> AsyncIterator[str]:
    """Give the HTML of a page without what stands between the template's marks."""
    held = ""
    async for part in parts:
        held += part
        if held.count(BEGIN) > held.count(END):
            continue  # the rest of it is still to come
        yield _SHELL.sub("", held)
        held = ""
    if held:
        yield held
