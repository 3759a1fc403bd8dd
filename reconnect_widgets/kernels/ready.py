"""Pages that are ready before they are asked for: their kernel has run the notebook already.

A page reads no answer before a browser says hello, so it can be made while its reader is still
unknown. The page that follows the one being read is made ahead, at the price of one more kernel.
"""

import asyncio
import posixpath
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..example.addresses import notebook_of
from ..stages import STAGES
from .forks import log
from .making import MadePage, begin_page


class ReadyPages:
    """At most ``limit`` pages that are likely to be asked for next."""

    def __init__(self, kernels: Any, limit: int) -> None:
        self._kernels = kernels
        self._limit = limit
        self._pages: dict[str, MadePage] = {}
        self._one_at_a_time = asyncio.Lock()

    def take(self, path: str) -> MadePage | None:
        """Return the page if it is ready or being made, and fresh; it is then the taker's."""
        page = self._pages.get(path)
        if page is None or not page.is_fresh:
            return None
        return self._pages.pop(path)

    def give_kernel(self, path: str, kernel_name: str) -> str:
        """Return the kernel of a page that is ready while another is asked for, or nothing.

        It has started already, and knows no reader. The last page's is not given: pandas is in it.
        """
        folder = posixpath.dirname(path)
        for other, page in [*self._pages.items()]:
            name = posixpath.basename(other)
            fits = posixpath.dirname(other) == folder and page.kernel_name == kernel_name
            if fits and name != STAGES[-1].file and page.can_give_its_kernel:
                del self._pages[other]
                return page.kernel_id
        return ""

    def holds(self, kernel_id: str) -> bool:
        """Say whether a kernel belongs to a page that waits for its reader."""
        return any(page.kernel_id == kernel_id for page in self._pages.values())

    async def expect_after(self, path: str) -> None:
        """Get ready for whoever reads the page of a notebook now."""
        await self.expect(following(Path(self._kernels.site.root_dir), path))

    async def expect(self, paths: Iterable[str]) -> None:
        """Make these pages ready, as far as the limit allows, and let go of all others."""
        async with self._one_at_a_time:
            wanted = [*paths][: self._limit]
            for path, page in [*self._pages.items()]:
                if path not in wanted or not page.is_fresh:
                    del self._pages[path]
                    await page.end()
            for path in wanted:
                if path not in self._pages:
                    await self._make(path)

    async def _make(self, path: str) -> None:
        try:
            self._pages[path] = await begin_page(self._kernels, path, self._kernels.site)
        except Exception as error:  # noqa: BLE001  # it is made when it is asked for, and says why
            log.warning("A page could not be made ahead: %s", type(error).__name__)

    async def end(self) -> None:
        """Let go of all pages, when those being made are done; the manager ends their kernels."""
        self._limit = 0
        async with self._one_at_a_time:
            for page in self._pages.values():
                await page.is_made()
            self._pages.clear()


def following(folder: Path, path: str) -> list[str]:
    """Return the notebooks that come after one in the order of the stages."""
    place, name = posixpath.split(path)
    files = [stage.file for stage in STAGES]
    after = files[files.index(name) + 1 :] if name in files else []
    paths = [posixpath.join(place, file) for file in after]
    return [found for found in paths if Path(folder, notebook_of(found)).is_file()]
