"""The HTML of all pages as files, made by Voila's exporter with the same template as for a server."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from traitlets.config import Config

from ..example.addresses import example_of, is_of_example
from ..hosting import link_to
from ..stages import STAGES
from ..voila.drawn import DrawnPages
from ..voila.settings import (
    CONTENT_SECURITY,
    headers_with,
    named_scripts,
    policy_words,
)

LINK = re.compile(r'(?<=href=")(?![a-z]+:)([^"#?]+)\.ipynb(?=[#?"])')
"""The address of a page in another page: everything but what has a scheme."""

FOR_HEADERS = "frame-ancestors"
"""What a policy can ask for in a header alone."""


def policy(shell: Mapping[str, Any]) -> dict[str, str]:
    """Return the rules of what a page may load and run: of its own folder alone, and Python's bytecode."""
    return CONTENT_SECURITY | {
        "script-src": f"'self' 'wasm-unsafe-eval' {named_scripts(shell)}",
        "worker-src": "'self' blob:",  # a page's workers begin as blobs, see in_browser.js
    }


def meta_policy(rules: dict[str, str]) -> str:
    """Return the rules as a ``<meta>`` in a page can say them."""
    return policy_words({name: rules[name] for name in rules if name != FOR_HEADERS})


def header_file(rules: dict[str, str]) -> str:
    """Return a file of headers for all pages, as some hosts read it; for others, somebody copies them."""
    lines = (f"  {name}: {value}\n" for name, value in headers_with(rules).items())
    return "/*\n" + "".join(lines)


async def draw_pages(notebooks: Path, config: Config) -> dict[str, str]:
    """Return the pages of the workbook and of the example: by the path of a file, its HTML.

    ``config`` has Voila's settings for these notebooks.
    """
    own = [stage.file for stage in STAGES if (notebooks / stage.file).is_file()]
    pages = DrawnPages(notebooks, config, KernelSpecManager())
    drawn = {}
    for path in [*own, *(example_of(file) for file in own)]:
        pages.base_url = "../" if is_of_example(path) else "./"
        page = await pages.page(path)
        drawn[link_to(path)] = LINK.sub(r"\1.html", page.whole)
    return drawn
