"""The command that writes the workbook as files: what it writes, and what it leaves alone."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree
from urllib.parse import urlsplit

import pytest
from own_pages import add_page, few_notebooks
from processes import ROOT, apart, reconnect, said_at_once
from pyodides import make_pyodide

from reconnect_widgets.help.helplines import FILE as HELPLINES
from reconnect_widgets.lite.build import HEADERS, MADE, MISSING, NEW, SERVICE
from reconnect_widgets.stages import BY_NUMBER, STAGES
from reconnect_widgets.voila.strangers import EXIT_TO

HTML = [stage.file.replace(".ipynb", ".html") for stage in STAGES]
FIRST_WORDS = "Right after a breakup, most of"
LOADS = ("src", "srcset", "poster", "data", "action", "formaction")
BUILD = re.compile(rb'"build": "(\w+)|data-rc-build="(\w+)')
ADDRESS = re.compile(r"https://[^\s\\\"'<>)\]]+")


@dataclass
class Builder:
    """Runs the command where there is no Node, with a Pyodide that has no pandas."""

    pyodide: Path
    data: Path

    def build(self, folder: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
        """Run it in a process of its own."""
        with self._without_node():
            return reconnect("build", folder, *self._chosen(options), data=self.data)

    def build_here(self, folder: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
        """Run it in this process, which has imported already what it needs."""
        with self._without_node():
            asked = "build", folder, *self._chosen(options)
            return apart(lambda: said_at_once(*asked, data=self.data))

    def _chosen(self, options: tuple[str | Path, ...]) -> tuple[str | Path, ...]:
        return options or ("--pyodide", self.pyodide)

    @contextmanager
    def _without_node(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", "")
            for name in ("RECONNECT_PLACE", "JUPYTER_PATH"):  # it sets them for itself
                patch.setenv(name, os.environ.get(name, ""))
            yield


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    folder = tmp_path_factory.mktemp("builder")
    return Builder(make_pyodide(folder / "pyodide", "pandas"), folder / "data")


@pytest.fixture(scope="module")
def built(
    builder: Builder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder that was built, and what was said."""
    folder = tmp_path_factory.mktemp("built") / "site"
    return folder, builder.build(folder)


@pytest.fixture
def site(built: tuple[Path, object], tmp_path: Path) -> Path:
    """A copy of it."""
    return copytree(built[0], tmp_path / "site")


def held(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, by path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# What it says


def test_it_says_where_the_files_are_and_what_is_missing(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, said = built

    assert said.returncode == 0
    assert f"The workbook is in {folder}." in said.stdout
    assert f"http.server --directory {folder}" in said.stdout
    assert [line.split(",")[0] for line in said.stderr.splitlines()] == [
        "Node is missing",
        "This Pyodide has no pandas",
    ]


def test_help_names_the_command(tmp_path: Path) -> None:
    for words in (("--help",), ("build", "--help")):
        said = said_at_once(*words, data=tmp_path / "data")

        assert said.returncode == 0
        assert "reconnect build" in said.stdout
        assert "--pyodide" in said.stdout


# What it writes


def test_every_page_and_its_example_is_there(built: tuple[Path, object]) -> None:
    files = held(built[0])

    assert {*HTML, *(f"example/{name}" for name in HTML), "index.html"} <= {*files}
    assert f"url={HTML[0]}".encode() in files["index.html"]


class Page(HTMLParser):
    """What a page links to, and what it loads or sends something to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value for name, value in attrs if value}
        (self.links if tag == "a" else self.loads).update(
            {named["href"]} if "href" in named else ()
        )
        self.loads |= {value for name, value in named.items() if name in LOADS}


def pages(folder: Path) -> list[Page]:
    return [Page(path) for path in sorted(folder.rglob("*.html"))]


def test_no_page_leads_to_another_host_but_by_a_link_that_somebody_wrote(
    built: tuple[Path, object],
) -> None:
    pull = ROOT / "reconnect_widgets/voila/templates/reconnect/parts/pull.html.j2"
    written = [*(ROOT / "notebooks").glob("*.ipynb"), HELPLINES, pull]
    known = {EXIT_TO, *ADDRESS.findall("".join(path.read_text("utf-8") for path in written))}
    linked = {one for page in pages(built[0]) for one in page.links if urlsplit(one).netloc}

    assert EXIT_TO in linked
    assert linked <= known
    assert [one for page in pages(built[0]) for one in page.loads if urlsplit(one).netloc] == []


def test_whatever_a_page_links_to_or_loads_is_there(built: tuple[Path, object]) -> None:
    for page in pages(built[0]):
        local = {one.path for one in map(urlsplit, page.links | page.loads) if not one.scheme}
        assert local
        assert [one for one in local if one and not (page.path.parent / one).is_file()] == []


def test_only_files_of_the_folder_run_in_a_page(built: tuple[Path, object]) -> None:
    for name in (*HTML, f"example/{HTML[0]}"):
        html = (built[0] / name).read_text("utf-8")
        [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)', html)
        [scripts] = re.findall(r"script-src ([^;]+)", policy)

        assert re.sub(r" '(sha256-[\w+/=]+|wasm-unsafe-eval)'", "", scripts) == "'self'"
        assert not re.search(r"http|\*|ws:", policy)


def test_all_of_it_is_kept_for_when_there_is_no_network(built: tuple[Path, object]) -> None:
    files = held(built[0])
    [plan] = re.findall(r"RECONNECT_BUILD = (\{.*\});\n", files[SERVICE].decode())
    listed = json.loads(plan)
    kept = {name.partition("?")[0] for name in (*listed["first"], *listed["later"])}

    assert {*files} - {SERVICE, MADE, HEADERS, MISSING, ".nojekyll"} == kept


def test_other_notebooks_make_another_build_and_of_pandas_nothing_is_said_where_it_is(
    builder: Builder, built: tuple[Path, object], tmp_path: Path
) -> None:
    folder = few_notebooks(tmp_path, "00", "01")
    add_page(folder, "mine.ipynb", "1 + 1")
    space = folder / BY_NUMBER["01"].file
    words = space.read_text("utf-8")
    assert FIRST_WORDS in words
    words = words.replace(r"start.shared\", \"home", r"start.shared\", \"house", 1)
    space.write_text(
        words.replace(FIRST_WORDS, f"[Mine](mine.ipynb), [a sheet](sheet.pdf) {FIRST_WORDS}")
    )

    whole = make_pyodide(tmp_path / "pyodide")

    said = builder.build_here(tmp_path / "site", "--notebooks", folder, "--pyodide", whole)

    assert said.returncode == 0
    files, before = held(tmp_path / "site"), held(built[0])
    assert {name for name in files if name in HTML} == {*HTML[:2]}
    for name in (HTML[0], SERVICE):  # both name the build
        assert BUILD.findall(files[name]) != BUILD.findall(before[name])
    assert "mine.ipynb is no page of the workbook, so it was left out." in said.stderr
    assert "waits for 'house', which nobody can answer to 'start.shared'." in said.stderr
    for link in ("mine.html", "sheet.pdf"):
        assert f"{HTML[1]} links to {link}, which is not there." in said.stderr
    assert "pandas" not in said.stderr
    assert any(name.endswith("/pandas-1.0.whl") for name in files)


# What it leaves alone


def test_an_earlier_build_is_written_anew_alike_and_nothing_else_is_touched(
    builder: Builder, site: Path, built: tuple[Path, object]
) -> None:
    """What a build that was broken off left in the folder is taken away.

    A folder may be a disk of its own, so nothing of a build lies beside it.
    """
    before = [*held(site)]
    for name in before:
        (site / name).write_text("of before")
    (site / MADE).write_text(json.dumps({"files": [*before, "old/page.html", "../out.html"]}))
    for name in ("old/page.html", "../out.html", "CNAME", "own/notes.txt", f"{NEW}/static/page.js"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("theirs")

    assert builder.build_here(site).returncode == 0

    theirs = {"CNAME": b"theirs", "own/notes.txt": b"theirs"}
    assert held(site) == held(built[0]) | theirs
    assert not (site / "old").exists()
    assert held(site.parent) == {
        f"site/{name}": content for name, content in held(site).items()
    } | {"out.html": b"theirs"}


def test_a_folder_with_other_things_is_refused(builder: Builder, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")

    said = builder.build_here(folder)

    assert said.returncode == 1
    assert said.stderr == (
        f"{folder} holds other things. Please name a folder that is empty or new.\n"
    )
    assert held(tmp_path) == {"site/notes.txt": b"mine"}


def test_a_file_in_its_place_is_refused(builder: Builder, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")

    said = builder.build_here(tmp_path / "site")

    assert (said.returncode, said.stderr) == (1, f"{tmp_path / 'site'} is not a folder.\n")
    assert held(tmp_path) == {"site": b"mine"}


@pytest.mark.parametrize("obstacle", ["pyodide", "notebooks", "disk"])
def test_a_build_that_fails_leaves_an_earlier_one_as_it_was(
    builder: Builder, site: Path, tmp_path: Path, obstacle: str
) -> None:
    options: tuple[str | Path, ...] = ("--pyodide", builder.pyodide)
    if obstacle == "pyodide":
        options = ("--pyodide", tmp_path / "nowhere")
    if obstacle == "notebooks":
        options = (*options, "--notebooks", tmp_path / "nowhere")
    if obstacle == "disk":
        (site / NEW).write_text("in the way")
        options = (*options, "--notebooks", few_notebooks(tmp_path, "00", "01"))
    before = held(site)

    said = builder.build_here(site, *options)

    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1
    assert held(site) == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "The following arguments are required: folder. See reconnect --help.\n"),
        (("F", "--to"), "Unrecognized arguments: --to. See reconnect --help.\n"),
        (("F", "--pyodide"), "Argument --pyodide: expected one argument. See reconnect --help.\n"),
    ],
)
def test_what_is_no_question_is_answered_in_one_sentence(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    said = said_at_once("build", *words, data=tmp_path / "data")

    assert (said.returncode, said.stderr) == (1, sentence)
    assert not (tmp_path / "F").exists()
