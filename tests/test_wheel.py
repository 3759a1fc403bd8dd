"""What somebody gets who installs the wheel into an environment of its own."""

import ast
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from processes import ROOT, fetch, reconnect, serve_workbook
from pyodides import make_pyodide
from strangers import visited

from reconnect_widgets.servers import START_PAGE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it, which borrows only the libraries of this one."""
    folder = tmp_path_factory.mktemp("an environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", wheel], check=True)
    _borrow_libraries(folder)
    return python


def _borrow_libraries(folder: Path) -> None:
    """Let an environment see what is installed in this one, except the workbook itself.

    A ``.pth`` file adds a folder without reading the ``.pth`` files in it, and an editable
    installation is one of those.
    """
    site_packages = next((folder / "lib").glob("python*/site-packages"))
    (site_packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    ours = Path(sys.prefix, "share", "jupyter")
    for path in (
        ours.glob("voila/templates/*"),
        ours.glob("nbconvert/templates/*"),
        ours.glob("lab"),
    ):
        for found in path:
            borrowed = folder / "share" / "jupyter" / found.relative_to(ours)
            if not borrowed.exists():
                borrowed.parent.mkdir(parents=True, exist_ok=True)
                borrowed.symlink_to(found)


def test_every_notebook_is_in_the_wheel(names: set[str]) -> None:
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}

    assert notebooks
    assert {f"reconnect_widgets/notebooks/{name}" for name in notebooks} <= names


def test_every_file_of_the_package_is_in_the_wheel(names: set[str]) -> None:
    package = ROOT / "reconnect_widgets"
    files = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and not {"__pycache__", "page_script"} & set(path.parts)
    }

    assert files <= names


def test_nothing_is_in_the_wheel_that_a_reader_cannot_use(names: set[str]) -> None:
    kept_out = ("page_script", "node_modules", "tests/", ".ipynb_checkpoints", ".sqlite3", "dev.py")

    assert not [name for name in names if any(part in name for part in kept_out)]


def test_voila_finds_the_template_as_a_server_extension(names: set[str]) -> None:
    assert [name for name in names if name.endswith("voila/templates/reconnect/conf.json")]
    assert [
        n for n in names if n.endswith("data/share/jupyter/voila/templates/reconnect/conf.json")
    ]


def imported() -> Iterator[str]:
    """Name every distribution that the package imports something from."""
    owners = packages_distributions()
    for path in (ROOT / "reconnect_widgets").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                continue
            tops = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)
            yield from (owners[top][0] for top in tops - {"reconnect_widgets"})


def installed_with(lines: list[str]) -> set[str]:
    """Name every distribution that comes with these requirements, at any remove."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in lines]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found.add(name)
            waiting += [Requirement(line) for line in requires(name) or []]
    return found


def test_whatever_is_imported_comes_with_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [line for name in extras if name != "dev" for line in extras[name]]

    there = installed_with([*project["dependencies"], *lines])

    assert {canonicalize_name(name) for name in imported()} <= there


def test_the_workbook_opens_from_any_folder(python: Path, tmp_path: Path) -> None:
    command = python.with_name("reconnect")

    with serve_workbook(command=[command], data=tmp_path / "data", cwd=tmp_path) as served:
        status, _, page = fetch(served.address)
        with visited(served) as told:
            assert told["parts"]

    assert status == 200
    assert "<h1" in page
    assert served.said() == ""


def test_the_workbook_is_written_as_files_from_any_folder(
    python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyodide = make_pyodide(tmp_path / "pyodide")
    monkeypatch.setenv("PATH", "")  # no Node
    words = ("build", "site", "--pyodide", pyodide)

    said = reconnect(*words, data=tmp_path / "data", python=python, cwd=tmp_path)

    assert said.returncode == 0, said.stderr
    assert (tmp_path / "site" / START_PAGE.replace(".ipynb", ".html")).is_file()


def test_jupyterlab_opens_a_copy_of_the_notebooks(python: Path, tmp_path: Path) -> None:
    command = [python.with_name("reconnect"), "lab"]
    count = len(list((ROOT / "notebooks").glob("*.ipynb")))

    with serve_workbook(command=command, data=tmp_path / "data", cwd=tmp_path) as served:
        status, _, _ = fetch(served.address)

    copies = tmp_path / "data" / "notebooks"
    assert status == 200
    assert len(list(copies.glob("*.ipynb"))) == count
    assert served.said() == f"Your notebooks are in {copies} ({count} added).\n"


def test_the_package_shows_its_types(names: set[str]) -> None:
    assert "reconnect_widgets/py.typed" in names
