"""Makes a page of the workbook: its kernel starts while its prose is on the way to the reader.

Voila's own handler waits for the kernel before it sends a word, and looks through all extensions of
JupyterLab for each page (``voila.handler.VoilaHandler.get_generator``). The rendering is Voila's.
"""

import asyncio
import os
import posixpath
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from voila._version import __version__

from ..example.addresses import ANEW, LINK, example_of, is_of_example, is_offered, notebook_of
from ..places import EXAMPLE, WORKBOOK
from ..stages import STAGES
from ..widgets.assets import PAGE_BRINGS_THEM
from .forks import log
from .running import WholeNotebookRenderer


class Compiled(BytecodeCache):
    """What Jinja made of the templates; nbconvert has a new Jinja environment for every page."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


class MadePage:
    """A page that is being made, or has been: its HTML in parts, and the kernel behind it."""

    def __init__(self, kernels: Any, path: str, renderer: Any, kernel_id: str = "") -> None:
        """Begin to make the page of a notebook, in the kernel ``kernel_id`` or in one of its own."""
        self.path = path
        self.kernel_name: str = renderer.notebook.metadata.kernelspec.name
        self.kernel_id: str = kernel_id or kernels.new_kernel_id()
        self._has_kernel = bool(kernel_id)
        self._kernels = kernels
        self._stamp = stamp(kernels.site, path)
        self._parts: asyncio.Queue[str | None] = asyncio.Queue()
        self._process: Any = None
        self._failed = False
        self._making = asyncio.create_task(self._make(renderer))

    async def __aiter__(self) -> AsyncIterator[str]:
        """Give what is there as soon as it is there, many small parts as one; once only."""
        ended = False
        while not ended:
            parts = [await self._parts.get()]
            while not self._parts.empty():
                parts.append(self._parts.get_nowait())
            ended = None in parts
            if words := "".join(part for part in parts if part):
                yield words

    async def _make(self, renderer: Any) -> None:
        """Start the kernel and render the page; an error ends the page where it is."""
        start = asyncio.ensure_future(self._start(renderer))
        await asyncio.sleep(0)  # let it begin: another process works on it while the prose is drawn
        try:
            async for part, _ in renderer.generate_content_generator(self.kernel_id, start):
                self._parts.put_nowait(part)
        except Exception as error:  # noqa: BLE001
            self._failed = True
            log.error("A page could not be made: %s", type(error).__name__)
        finally:
            self._parts.put_nowait(None)

    @property
    def is_fresh(self) -> bool:
        """Say whether this is still what a new page would be."""
        changed = self._stamp != stamp(self._kernels.site, self.path)
        return not self._failed and not changed and self._has_its_kernel()

    @property
    def has_kernel_running(self) -> bool:
        """Say whether a browser can join the kernel now."""
        return self._has_kernel or self._process is not None

    @property
    def can_give_its_kernel(self) -> bool:
        """Say whether another page may have the kernel instead; nobody has seen this one."""
        return self._making.done() and self.is_fresh

    async def is_made(self) -> None:
        """Wait until nothing more is done for the page."""
        await asyncio.wait([self._making])

    async def end(self) -> None:
        """End the kernel, when it has started; a page that nobody took needs none."""
        await self.is_made()
        if self.kernel_id in self._kernels:
            await self._kernels.shutdown_kernel(self.kernel_id, now=True)

    async def _start(self, renderer: Any) -> Any:
        own = _variables(self._kernels.site, self.path)
        if self._has_kernel:
            renderer.adopted = own
        else:
            await self._kernels.start_kernel(
                kernel_id=self.kernel_id,
                kernel_name=self.kernel_name,
                path=posixpath.dirname(notebook_of(self.path)),
                env={**os.environ, **own},
            )
        kernel = self._kernels.get_kernel(self.kernel_id)
        self._process = kernel.provisioner.pid
        return kernel

    def _has_its_kernel(self) -> bool:
        """A kernel that died and was started again knows nothing of the page."""
        if self._process is None:
            return True  # it is only starting
        if self.kernel_id not in self._kernels:
            return False
        provisioner = self._kernels.get_kernel(self.kernel_id).provisioner
        alive = provisioner.process is not None and provisioner.process.poll() is None
        return bool(alive and provisioner.pid == self._process)


async def begin_page(kernels: Any, path: str, asker: Any, *, adopts: bool = False) -> MadePage:
    """Begin to make the page of a notebook; raises Tornado's ``HTTPError`` if there is none.

    ``asker`` is what Voila's ``prelaunch_hook`` gets as the request: the request's handler or, for a
    page that is made ahead of any request, the application. Both have a ``contents_manager``.
    ``adopts`` says that it may have the kernel of another page, made ready for nothing.
    """
    app = kernels.site
    renderer = WholeNotebookRenderer(
        request_handler=asker,
        voila_configuration=app.voila_configuration,
        traitlet_config=app.config,
        notebook_path=notebook_of(path),
        template_paths=app.template_paths,
        config_manager=app.config_manager,
        contents_manager=app.contents_manager,
        base_url=app.base_url,
        kernel_spec_manager=app.kernel_spec_manager,
        page_config={},  # what JupyterLab's shell would be told; our template has none of it
    )
    await renderer.initialize()
    renderer.notebook.metadata.setdefault("reconnect", {})["example"] = is_of_example(path)
    renderer.exporter.environment.bytecode_cache = kernels.compiled
    kernel_name = renderer.notebook.metadata.kernelspec.name
    kernel_id = kernels.ready.give_kernel(path, kernel_name) if adopts else ""
    return MadePage(kernels, path, renderer, kernel_id)


def stamp(app: Any, path: str) -> tuple[int, ...]:
    """Return what changes when a notebook does, or when one is added beside it."""
    file = Path(app.root_dir, notebook_of(path))
    try:
        return file.stat().st_mtime_ns, file.stat().st_size, file.parent.stat().st_mtime_ns
    except OSError:
        return ()


def _variables(app: Any, path: str) -> dict[str, str]:
    """Return what Voila tells a kernel; not the query, which can hold the key to the workbook."""
    return {
        "SERVER_SOFTWARE": f"voila/{__version__}",
        "VOILA_BASE_URL": app.base_url,
        "VOILA_SERVER_URL": app.server_url or app.base_url,
        "VOILA_APP_PORT": str(app.port),
        "VOILA_PREHEAT": "False",
        PAGE_BRINGS_THEM: "1",
        "VOILA_REQUEST_URL": f"{app.base_url}voila/render/{path}",
        **_workbook(app, path),
    }


def _workbook(app: Any, path: str) -> dict[str, str]:
    """Return which workbook a page shows, and for the reader's own where the example is."""
    if is_of_example(path):
        return {WORKBOOK: EXAMPLE}
    if not is_offered():
        return {}
    page = example_of(path, STAGES[-1].file)
    return {LINK: f"{app.base_url}voila/render/{page}?{ANEW}=yes"}
