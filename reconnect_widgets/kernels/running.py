"""Runs a page's cells in one go: one question to the kernel, and one answer with all outputs.

Voila asks for cells one by one, and for each the way there and back takes longer than the cell. Here
the kernel runs them all and keeps what each shows, as ``%%capture`` does. A kernel that does not
understand the question is asked cell by cell, as Voila does.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbconvert.preprocessors.clearoutput import ClearOutputPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from voila.notebook_renderer import NotebookRenderer

from .forks import log

SHOWN = "application/vnd.reconnect.shown+json"
"""The kernel's answer: for each cell that ran, what was printed and what was shown."""

RUN = """
async def _run(cells, environment):
    import os
    from IPython import get_ipython
    from IPython.display import publish_display_data
    from IPython.utils.capture import capture_output

    shell = get_ipython()
    if environment:  # this kernel was made ready for another page, which nobody has seen
        from ipywidgets import Widget
        Widget.close_all()
        for name in {*shell.user_ns} - {*shell.user_ns_hidden}:
            del shell.user_ns[name]
        os.environ.update(environment)
    shown = []
    for cell in cells:
        code = shell.transform_cell(cell)
        with capture_output() as kept:
            done = await shell.run_cell_async(cell, store_history=False, transformed_cell=code)
        shown.append([kept.stdout, [[output.data, output.metadata or {}] for output in kept.outputs]])
        if not done.success:
            break
    publish_display_data({SHOWN: shown}, {})
"""


class WholeNotebookRenderer(NotebookRenderer):  # type: ignore[misc]
    """Voila's renderer, but for how the cells are run."""

    adopted: Mapping[str, str] | None = None
    """The environment of this page, for a kernel that was made ready for another one."""

    async def _jinja_cell_generator(
        self, nb: NotebookNode, kernel_id: str
    ) -> AsyncIterator[NotebookNode]:
        """Give the cells with their outputs, up to one that failed."""
        clear = ClearOutputPreprocessor()  # type: ignore[no-untyped-call]
        bare, _ = clear.preprocess(nb, {})  # type: ignore[no-untyped-call]
        cells = [*bare.cells]  # of our own: nbclient puts what it runs in place of a cell
        code = [cell for cell in cells if cell.cell_type == "code"]
        if not await self._run_at_once(code):
            nb.cells = cells
            async for cell in super()._jinja_cell_generator(nb, kernel_id):
                yield cell
            return
        for cell in cells:
            yield cell
            if any(output.output_type == "error" for output in cell.get("outputs", ())):
                log.error("A cell of a page failed.")
                break
        await self._cleanup_resources()

    async def _run_at_once(self, cells: list[NotebookNode]) -> bool:
        """Run the code cells and give each its outputs; say whether the kernel could."""
        run = RUN.replace("SHOWN", repr(SHOWN))
        # As JSON in a string, so that nothing in a cell can end what it stands in.
        words = json.dumps([[cell.source for cell in cells], dict(self.adopted or {})])
        question = f"import json\n{run}\nawait _run(*json.loads({words!r}))\n"
        asked = new_code_cell(question)  # type: ignore[no-untyped-call]
        try:
            await self.executor.execute_cell(asked, None, 0, store_history=False)
        except (CellExecutionError, CellTimeoutError):
            return False
        return _share(asked.outputs, cells)


def _output(kind: str, **parts: Any) -> Any:
    return new_output(kind, **parts)  # type: ignore[no-untyped-call]


def _share(answer: list[NotebookNode], cells: list[NotebookNode]) -> bool:
    """Give each cell what it showed, and an error to the last that ran; say whether all is told."""
    shown: list[Any] | None = None
    errors = []
    for output in answer:
        shown = output.get("data", {}).get(SHOWN, shown)
        if output.output_type == "error":
            errors.append(output)
    if shown is None:
        return False
    for cell, (printed, displays) in zip(cells, shown, strict=False):
        if printed:
            cell.outputs.append(_output("stream", name="stdout", text=printed))
        for data, metadata in displays:
            cell.outputs.append(_output("display_data", data=data, metadata=metadata))
    if errors and shown:
        cells[len(shown) - 1].outputs.extend(errors)
    return True
