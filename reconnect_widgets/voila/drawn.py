"""The HTML of pages: prose, and forms drawn from their notebooks. It holds nothing of a reader.

So it is made once for each version of a notebook, by Voila's own exporter, and given from memory.
"""

import asyncio
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from nbformat.sign import MemorySignatureStore, NotebookNotary
from traitlets.config import Config
from voila.configuration import VoilaConfiguration
from voila.exporter import VoilaExporter
from voila.notebook_renderer import NotebookRenderer
from voila.paths import collect_template_paths

from ..example.addresses import is_of_example, notebook_of
from ..page.notebooks import version_of
from ..stages import STAGES
from ..terminal import log
from .skeleton import prepare

BEGIN, END = "<!--rc-shell-->", "<!--/rc-shell-->"
"""Marks, in the template, what a page that is turned to in place does not need again."""

_SHELL = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)
_PILCROW = re.compile(r'<a class="anchor-link".*?</a>', re.DOTALL)
"""At a heading; nbconvert's own option to leave these links out leaves out the ids of headings as well."""

CALM = 0.05
"""Seconds between two pages that are drawn ahead, in which the server can answer."""


@dataclass(frozen=True)
class DrawnPage:
    """A page as it was drawn: whole, and without the look, the scripts and the help."""

    stamp: tuple[int, ...]
    kernel_name: str
    whole: str
    in_place: str


class DrawnPages:
    """Draws each page when it is first asked for, and again when its notebook was changed."""

    def __init__(
        self, root_dir: str | Path, config: Config, kernels: KernelSpecManager, base_url: str = "./"
    ) -> None:
        """Take the folder of the notebooks, Voila's settings, and the address below which pages link.

        ``kernels`` is the server's own: the first one that is asked settles by whom kernels are started.
        """
        self._root = Path(root_dir)
        self._known: dict[str, DrawnPage] = {}
        self._exporters: dict[str, VoilaExporter] = {}
        self._one_at_a_time = asyncio.Lock()
        wishes = VoilaConfiguration(config=config)
        # No output of a notebook is shown, so nothing is looked up in the home of whom to trust.
        notary = NotebookNotary(store_factory=MemorySignatureStore, secret=b"none")  # type: ignore[no-untyped-call]
        self._options = {
            "voila_configuration": wishes,
            "traitlet_config": config,
            "template_paths": collect_template_paths(["voila", "nbconvert"], wishes.template),
            "contents_manager": LargeFileManager(
                root_dir=str(root_dir), config=config, notary=notary
            ),
            "kernel_spec_manager": kernels,
            "page_config": {},  # what JupyterLab's shell would be told; our template has none of it
        }
        self.base_url = base_url

    async def page(self, path: str) -> DrawnPage:
        """Return the page at a path; raises Tornado's ``HTTPError`` if there is none."""
        path = posixpath.normpath(path).lstrip("/")  # whichever way it is written, it is kept once
        stamp = self._stamp(path)
        async with self._one_at_a_time:
            known = self._known.get(path)
            if known is None or not stamp or known.stamp != stamp:
                known = self._known[path] = await self._draw(path, stamp)
            return known

    async def draw_ahead(self) -> None:
        """Draw what a reader may ask for, in their order."""
        for stage in STAGES:
            if self._stamp(stage.file):
                try:
                    await self.page(stage.file)
                except Exception as error:  # noqa: BLE001  # whoever asks for it is told why
                    log.warning("A page could not be drawn ahead: %s", type(error).__name__)
                await asyncio.sleep(CALM)

    async def _draw(self, path: str, stamp: tuple[int, ...]) -> DrawnPage:
        notebook = notebook_of(path)
        renderer = NotebookRenderer(notebook_path=notebook, base_url=self.base_url, **self._options)
        await renderer.initialize()
        # Its templates are compiled once for all pages, which is half the work of a page.
        renderer.exporter = self._exporters.setdefault(self.base_url, renderer.exporter)
        file = self._root / notebook
        prepare(renderer.notebook, file.parent)
        metadata = renderer.notebook.metadata
        metadata["reconnect"] |= {
            "example": is_of_example(path),
            "path": path,
            "version": version_of(file.read_bytes()),
        }
        whole = _PILCROW.sub("", await renderer.generate_content_str())
        return DrawnPage(stamp, metadata.kernelspec.name, whole, _SHELL.sub("", whole))

    def _stamp(self, path: str) -> tuple[int, ...]:
        """Return what changes when a notebook does, or when one is added beside it."""
        file = self._root / notebook_of(path)
        try:
            return file.stat().st_mtime_ns, file.stat().st_size, file.parent.stat().st_mtime_ns
        except OSError:
            return ()
