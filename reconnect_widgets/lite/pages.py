"""The HTML of all pages as files, made by Voila's exporter with the same template as for a server."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from traitlets.config import Config

from ..example.addresses import example_of, is_of_example
from ..hosting import link_to
from ..servers import put_first
from ..stages import STAGES
from ..voila.drawn import DrawnPages
from ..voila.settings import (
    CONTENT_SECURITY,
    HEADERS,
    PACKAGE,
    named_scripts,
    policy_words,
    workbook_config,
)
from ..voila.strangers import draw as draw_template

LINK = re.compile(r'(?<=href=")(?![a-z]+:)([^"#?]+)\.ipynb(?=[#?"])')
"""The address of a page in another page: everything but what has a scheme."""

UNFIT_FOR_META = ("frame-ancestors",)
"""What a policy can ask for in a header alone."""


def policy(shell: Mapping[str, Any]) -> dict[str, str]:
    """Return the rules of what a page may load and run: of its own folder alone, and Python's bytecode."""
    return CONTENT_SECURITY | {
        "script-src": f"'self' 'wasm-unsafe-eval' {named_scripts(shell)}",
        "worker-src": "'self' blob:",  # a page's workers begin as blobs, see in_browser.js
    }


def meta_policy(rules: dict[str, str]) -> str:
    """Return the rules as a ``<meta>`` in a page can say them."""
    return policy_words({name: rules[name] for name in rules if name not in UNFIT_FOR_META})


def header_file(rules: dict[str, str]) -> str:
    """Return a file of headers for all pages, as some hosts read it; for others, somebody copies them."""
    headers = HEADERS | {"Content-Security-Policy": policy_words(rules)}
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())


def settings(notebooks: Path) -> Config:
    """Return Voila's settings for these notebooks; ``resources`` has the shell of the pages."""
    put_first("JUPYTER_PATH", PACKAGE)
    return workbook_config(notebooks)


def draw(notebooks: Path, config: Config) -> dict[str, str]:
    """Return the pages of the workbook and of the example: by the path of a file, its HTML."""
    own = [stage.file for stage in STAGES if (notebooks / stage.file).is_file()]
    pages = DrawnPages(notebooks, config, KernelSpecManager())
    return asyncio.run(_draw(pages, [*own, *(example_of(file) for file in own)]))


def draw_missing(shell: dict[str, Any]) -> str:
    """Return the page that a host shows in place of one that is not there; it needs no other file."""
    return draw_template("404.html", shell=shell, logged_in=True, base_url="./")


async def _draw(pages: DrawnPages, paths: list[str]) -> dict[str, str]:
    drawn = {}
    for path in paths:
        pages.base_url = "../" if is_of_example(path) else "./"
        page = await pages.page(path)
        drawn[link_to(path)] = LINK.sub(r"\1.html", page.whole)
    return drawn
