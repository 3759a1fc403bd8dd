"""Pyodide, the Python for browsers: where it is found, and what is said where it is not."""

import json
import sys
import tarfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pyodides import CORE, make_pyodide

from reconnect_widgets.exceptions import ReconnectError
from reconnect_widgets.lite.distribution import LOCK, MAIN, distribution


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of what lies in the folder of a test."""
    serve = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def archive_of(folder: Path, name: str = "pyodide.tar.bz2") -> Path:
    archive = folder.with_name(name)
    with tarfile.open(archive, "w:bz2") as packed:
        packed.add(folder, "pyodide")
    return archive


@pytest.mark.parametrize("way", ["{0}", "{0}.tar.bz2", "{1}/pyodide/", "{1}/pyodide.tar.bz2"])
def test_it_is_a_folder_an_archive_or_the_address_of_one(
    tmp_path: Path, work: Path, site: str, way: str
) -> None:
    folder = make_pyodide(tmp_path / "pyodide")
    archive_of(folder)

    found = distribution(way.format(folder, site), work)

    assert {path.name: path.read_text() for path in found.core()} == {
        **{name: f"// {name}" for name in CORE},
        "sqlite3-1.0.whl": "sqlite3",
    }
    assert [path.read_text() for path in found.wheels()] == ["numpy", "pytz", "pandas"]
    assert {*json.loads(found.own_lock({}))["packages"]} == {"numpy", "pandas", "pytz", "sqlite3"}


@pytest.mark.parametrize("without", ["pandas", "pytz"])
def test_pandas_is_there_with_all_that_it_needs_or_not_at_all(
    tmp_path: Path, work: Path, without: str
) -> None:
    found = distribution(str(make_pyodide(tmp_path / "pyodide", without)), work)

    assert found.later == []
    assert found.wheels() == []
    assert {*json.loads(found.own_lock({}))["packages"]} == {"sqlite3"}


def test_what_python_has_by_itself_is_no_package(tmp_path: Path, work: Path) -> None:
    found = distribution(str(make_pyodide(tmp_path / "pyodide", "sqlite3")), work)

    assert found.first == []
    assert {path.name for path in found.core()} == {*CORE}


@pytest.mark.parametrize("name", ["numpy-1.0.whl", "sqlite3-1.0.whl"])
def test_a_file_that_is_not_what_the_list_names_is_refused(
    tmp_path: Path, work: Path, name: str
) -> None:
    folder = make_pyodide(tmp_path / "pyodide")
    (folder / name).write_text("something else")

    with pytest.raises(ReconnectError, match=rf"{name} is not the file that {LOCK} names"):
        distribution(str(folder), work)


def no_list(folder: Path) -> None:
    (folder / LOCK).unlink()


def no_json(folder: Path) -> None:
    (folder / LOCK).write_text("<!doctype html><p>There is no such page.")


def no_packages(folder: Path) -> None:
    (folder / LOCK).write_text("{}")


def no_script(folder: Path) -> None:
    (folder / MAIN).unlink()


@pytest.mark.parametrize("harm", [no_list, no_json, no_packages, no_script])
@pytest.mark.parametrize("way", ["{0}", "{0}.tar.bz2", "{1}/pyodide/", "{1}/pyodide.tar.bz2"])
def test_what_is_no_pyodide_is_refused_in_a_sentence(
    tmp_path: Path, work: Path, site: str, way: str, harm: Callable[[Path], None]
) -> None:
    folder = make_pyodide(tmp_path / "pyodide")
    harm(folder)
    archive_of(folder)

    with pytest.raises(ReconnectError, match=r"no Pyodide|cannot be had"):
        distribution(way.format(folder, site), work)


@pytest.mark.parametrize(
    "way", ["{0}/nowhere", "{0}/text", "{1}/nowhere/", "{1}/nowhere", "{1}/text"]
)
def test_so_is_what_is_not_there_and_what_is_no_archive(
    tmp_path: Path, work: Path, site: str, way: str
) -> None:
    (tmp_path / "text").write_text("words")

    with pytest.raises(ReconnectError, match=r"no folder and no archive|cannot be had"):
        distribution(way.format(tmp_path, site), work)


# The npm package


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder in which programs are looked for; nothing was brought before."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def npm(programs: Path, does: str) -> None:
    """Put something in the place of npm."""
    program = programs / "npm"
    program.write_text(f"#!{sys.executable}\nimport shutil, sys\n{does}\n")
    program.chmod(0o755)


def test_without_a_name_npm_brings_it_once(tmp_path: Path, work: Path, programs: Path) -> None:
    archive = archive_of(make_pyodide(tmp_path / "package", "pandas"), "pyodide.tgz")
    npm(programs, f"shutil.copy({str(archive)!r}, 'brought.tgz'); print('brought.tgz')")

    found = distribution(None, work)
    (programs / "npm").unlink()
    again = distribution(None, work)

    assert {path.name for path in found.core()} > {*CORE}
    assert again == found
    assert not found.folder.is_relative_to(work)


def test_without_npm_it_is_said_what_to_do(work: Path, programs: Path) -> None:
    with pytest.raises(ReconnectError, match="Name a folder with it by --pyodide, or install npm"):
        distribution(None, work)


def test_what_npm_says_when_it_fails_is_said(work: Path, programs: Path) -> None:
    npm(programs, "sys.exit('there is no network')")

    with pytest.raises(ReconnectError, match="there is no network"):
        distribution(None, work)
