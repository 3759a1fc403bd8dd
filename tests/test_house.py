"""How the house is kept: layers, the door, the notebooks, and what no file may name."""

import ast
import re
import subprocess
import sys
from collections.abc import Container, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from processes import ROOT

import reconnect_widgets

PACKAGE = ROOT / "reconnect_widgets"
ROOMS = {
    "words and places": "exceptions stages places hosting words terminal days zone own_memory protocol "
    "example.addresses",
    "questions": "prompts",
    "what is kept": "answers example.file",
    "what follows from answers": "rules",
    "drafts": "messages",
    "charts": "charts",
    "readings": "journey",
    "words for readers": "help views",
    "forms": "forms",
    "out and in": "widgets.assets copies",
    "tools": "rehearsal tools declarations example views.pull",
    "widgets": "widgets",
    "a page": "page",
    "serving": "servers kernels voila lab lite",
    "doors": "cli __main__ __init__",
}
"""The rooms of the house, from the ground up: a module imports what is in its room or below."""

PLAIN = ("words and places", "questions", "what is kept", "what follows from answers")
"""What is asked, answered and kept: no widget, no server and no pandas."""

FACE_LIBRARIES = {
    "anywidget",
    "ipywidgets",
    "IPython",
    "voila",
    "jupyterlab",
    "pandas",
    "traitlets",
}


def files_of_the_project() -> list[Path]:
    """Return the files that git knows, or would take; without git, those of an unpacked archive."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False)
    if said.returncode:
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    paths = (ROOT / name for name in said.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def modules() -> dict[str, Path]:
    """Return the package's modules by their dotted names below it."""
    found = [
        path for path in PACKAGE.rglob("*.py") if not {"templates", "node_modules"} & {*path.parts}
    ]
    names = (path.relative_to(PACKAGE).with_suffix("").parts for path in found)
    return {
        ".".join(name).removesuffix(".__init__"): path
        for name, path in zip(names, found, strict=True)
    }


def imports(name: str, path: Path, own: Container[str]) -> Iterator[str]:
    """Give what a module imports, also inside of a function: libraries, and with a dot our own modules."""
    package = [*path.relative_to(PACKAGE).parent.parts]
    tree = ast.parse(path.read_text("utf-8"))
    tree.body = [
        one for one in tree.body if "TYPE_CHECKING" not in ast.unparse(one).partition(":")[0]
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] + (node.module or "").split(".")
            for alias in node.names:
                inner = ".".join([*filter(None, base), alias.name])
                found = inner if inner in own else inner.rpartition(".")[0]
                if found != name:
                    yield f".{found}"


def room_of(name: str) -> int:
    for one in (name, name.partition(".")[0]):
        for floor, there in enumerate(ROOMS.values()):
            if one in there.split():
                return floor
    raise LookupError(f"{name} is in no room")


# Rooms


def test_a_module_imports_what_is_in_its_room_or_below() -> None:
    own = modules()
    climbs = [
        (name, known)
        for name, path in own.items()
        for known in imports(name, path, own)
        if known.startswith(".") and room_of(known[1:] or "__init__") > room_of(name)
    ]

    assert climbs == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    own = modules()
    known = {
        name: {one[1:] for one in imports(name, path, own) if one.startswith(".")}
        for name, path in own.items()
    }

    TopologicalSorter(known).prepare()


def test_what_is_asked_and_kept_knows_nothing_of_how_it_is_shown() -> None:
    own = modules()
    rooms = [*ROOMS].index
    plain = [name for name in own if room_of(name) in map(rooms, PLAIN)]

    assert {
        name: there
        for name in plain
        if (there := {*imports(name, own[name], own)} & FACE_LIBRARIES)
    } == {}


@pytest.mark.parametrize("command", ["", "lab"])
def test_a_server_starts_without_the_parsers_that_it_never_asks(command: str) -> None:
    ask = (
        "import sys; from reconnect_widgets.cli import main\n"
        f"try: main([*{command.split()!r}, '--help-all'])\n"
        "except SystemExit: pass\n"
        "sys.exit('lark' in sys.modules or 'jsonschema' not in sys.modules)"
    )

    subprocess.run([sys.executable, "-c", ask], check=True, stdout=subprocess.DEVNULL)


def test_pandas_is_imported_only_where_a_page_needs_it() -> None:
    ask = "import sys, reconnect_widgets; print('pandas' in sys.modules)"

    said = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert said.stdout == "False\n"


# The door


@pytest.mark.parametrize("name", reconnect_widgets.__all__)
def test_what_notebooks_may_use_is_documented(name: str) -> None:
    guide = (ROOT / "docs" / "notebooks.md").read_text("utf-8")

    assert (getattr(reconnect_widgets, name).__doc__ or "").strip()
    assert f"`{name}`" in guide


def test_the_door_is_in_alphabetical_order() -> None:
    assert reconnect_widgets.__all__ == sorted(reconnect_widgets.__all__)


# What no file may name


def test_no_registry_of_packages_is_named() -> None:
    hosts = re.compile(r"pypi\.(org|python)|pythonhosted|registry\.npmjs|anaconda\.org|conda\.io")
    texts = [path for path in files_of_the_project() if path.name != Path(__file__).name]

    assert [str(path) for path in texts if hosts.search(path.read_text("utf-8", "ignore"))] == []


def test_every_change_has_a_place_in_the_changelog() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_links_in_the_documents_lead_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")):
        links = re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))
        missing = [
            link for link in links if "://" not in link and not (page.parent / link).exists()
        ]

        assert missing == [], page
