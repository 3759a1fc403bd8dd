"""Markdown as the pages show it: headings keep their ids and lose their pilcrow links."""

import re
from typing import Any

from voila.exporter import VoilaMarkdownRenderer

_PILCROW = re.compile(r'<a class="anchor-link".*?</a>', re.DOTALL)


class ProseRenderer(VoilaMarkdownRenderer):  # type: ignore[misc]
    """Voila's renderer; nbconvert's own option to leave out the links leaves out the ids as well."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return _PILCROW.sub("", super().heading(text, level, **attrs))
