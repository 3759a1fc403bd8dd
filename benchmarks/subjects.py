"""What is measured: the workbook, stock Voila, its floor, and three peers, each with its server.

``Dom`` says where each of them keeps what the probe looks for. A control is a label or button with
the words of a point; the answer of the server is a line that says what was kept.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reconnect_widgets.answers.store import Store
from reconnect_widgets.places import ANSWERS_FILE

from .environments import HERE, environment
from .peers import kept
from .processes import Running, free_port, serve, serve_workbook
from .same_form import measured_pages, write_form
from .stock.make import write_notebooks

TRIES_AGAIN, NEVER = 5_000, 10**9
"""Milliseconds until a control that was not answered is moved again: ours may lose no move."""


@dataclass(frozen=True)
class Subject:
    """One of those that are compared; ``links`` narrows where *Next* is looked for."""

    name: str
    start: Callable[[Path], Any]
    links: str = ""
    control: str = "label, button"
    status: str = ""
    slider: bool = False
    own: bool = False
    shadow: bool = False
    acts: list[int] = field(default_factory=lambda: [1, 1])
    """How often the control of each page was moved, so that the next move changes it."""

    def pages(self) -> list[dict[str, Any]]:
        """What the probe needs to know of the two pages."""
        return [self._page(number) for number in (0, 1)]

    def latest(self, folder: Path, number: int) -> Any:
        """Return the answer in the workbook's file to the question whose control is moved."""
        with closing(Store(folder / "data" / ANSWERS_FILE)) as store:
            latest = store.latest(measured_pages()[number].drawn_scale.id)
        return latest and latest.value

    def _page(self, number: int) -> dict[str, Any]:
        page = measured_pages()[number]
        scale = page.drawn_scale if self.own else page.scale
        scope = f'.rc-q[data-id="{scale.id}"]' if self.own else ""
        return {
            "title": page.title,
            "question": scale.id,
            "points": scale.points,
            "mark": "" if self.slider else page.mark,
            "control": f"{scope} label" if self.own else self.control,
            "form": scope,
            "kept": f"Kept: floor{number} =" if self.slider else f"Kept: {scale.id} =",
            "status": self.status,
            "slider": self.slider,
            "shadow": self.shadow,
            "acts": self.acts[number],
            "again": NEVER if self.own else TRIES_AGAIN,
        }


@contextmanager
def _workbook(folder: Path) -> Iterator[Running]:
    data = folder / "data"
    data.mkdir(parents=True, mode=0o700)
    store = Store(data / ANSWERS_FILE)
    for page in measured_pages():
        store.save(page.text, page.mark, page=page.number, visit="earlier")
    store.close()
    with serve_workbook(folder) as running:
        first = measured_pages()[0].file
        running.address = running.address.replace("00-start-here.ipynb", first)
        yield running


def _variables(folder: Path) -> dict[str, str]:
    """Write the form and its earlier answers, and return where they are."""
    folder.mkdir(parents=True)
    form = folder / "form.json"
    write_form(form)
    variables = {
        kept.FORM: str(form),
        kept.ANSWERS: str(folder / "answers.sqlite3"),
        "PYTHONPATH": f"{HERE / 'peers'}:{HERE / 'stock'}",
    }
    for page in measured_pages():
        kept.keep(page.text.id, page.mark, variables[kept.ANSWERS])
    return variables


def _voila(page: str) -> Callable[[Path], Any]:
    @contextmanager
    def start(folder: Path) -> Iterator[Running]:
        voila = environment("stock") / "bin" / "voila"
        variables = _variables(folder) | {"JUPYTER_PREFER_ENV_PATH": "1"}
        notebooks = folder / "notebooks"
        notebooks.mkdir()
        write_notebooks(folder / "form.json", notebooks)
        port = free_port()
        command: list[str | Path] = [
            voila,
            notebooks,
            "--no-browser",
            f"--port={port}",
            "--Voila.ip=127.0.0.1",
        ]
        address = f"http://127.0.0.1:{port}/voila/render/{page}.ipynb"
        with serve(command, folder, variables, address) as running:
            yield running

    return start


def _peer(name: str, *words: str, path: str = "") -> Callable[[Path], Any]:
    @contextmanager
    def start(folder: Path) -> Iterator[Running]:
        program = environment(name) / "bin" / words[0]
        app, port = str(HERE / "peers" / name / "app.py"), str(free_port())
        rest = [word.format(app=app, port=port) for word in words[1:]]
        address = f"http://127.0.0.1:{port}/{path}"
        with serve([program, *rest], folder, _variables(folder), address) as running:
            yield running

    return start


STREAMLIT = (
    "streamlit", "run", "{app}", "--server.port={port}", "--server.address=127.0.0.1",
    "--server.headless=true", "--browser.gatherUsageStats=false",
)  # fmt: skip
SOLARA = (
    "solara",
    "run",
    "{app}",
    "--port={port}",
    "--host=127.0.0.1",
    "--production",
    "--no-open",
)


def subjects() -> list[Subject]:
    """Return all that are compared; the first is ours and the second is what it is measured by."""
    label = ".widget-label"
    return [
        Subject("workbook", _workbook, links=".rc-turn", own=True),
        Subject("stock", _voila("one"), status=label, control=".widget-radio-box label"),
        Subject("floor", _voila("floor-one"), status=label, slider=True),
        Subject(
            "streamlit", _peer("streamlit", *STREAMLIT), status="[data-testid=stCaptionContainer]"
        ),
        Subject("solara", _peer("solara", *SOLARA), status="span, div"),
        Subject(
            "panel",
            _peer("panel", "python", "{app}", "{port}", path="one"),
            status="pre",
            shadow=True,
        ),
    ]
