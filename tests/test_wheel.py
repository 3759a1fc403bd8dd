"""What somebody gets who installs the wheel into an empty environment."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from processes import ROOT, fetch, serve_workbook

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
    folder = tmp_path_factory.mktemp("an empty environment")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel]
    subprocess.run(install, check=True)
    return python


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


def test_the_workbook_opens_from_any_folder(python: Path, tmp_path: Path) -> None:
    command = python.with_name("reconnect")

    with serve_workbook(command=[command], data=tmp_path / "data", cwd=tmp_path) as served:
        status, _, page = fetch(served.address)

    assert status == 200
    assert "<h1" in page
    assert served.said() == ""


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
