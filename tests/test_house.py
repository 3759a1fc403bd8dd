"""How the house is kept: layers, the door, the notebooks, and what no file may name."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from processes import ROOT

import reconnect_widgets

PACKAGE = ROOT / "reconnect_widgets"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PLAIN = (
    "prompts",
    "answers",
    "days",
    "store",
    "lookups",
    "answers_file",
    "database",
    "locked",
    "exchange",
    "migrations",
    "stages",
    "exceptions",
    "record",
    "given_record",
    "holds",
)
"""What is asked, answered and kept: these know no widget, no page, no server and no pandas."""

FACES = {"widgets", "views", "page", "forms", "voila", "lab", "cli", "servers", "journey", "charts"}
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


def imports(module: Path) -> set[str]:
    """Return what a module imports: names of libraries, and of our own modules with a dot."""
    found = set()
    package = module.parent.relative_to(PACKAGE).parts
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) + 1 - node.level])
            base += node.module.split(".") if node.module else []
            tops = [base[0]] if base else [alias.name for alias in node.names]
            found |= {f".{top}" for top in tops}
    return found


# Layers


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_asked_and_kept_knows_nothing_of_how_it_is_shown(name: str) -> None:
    modules = [*PACKAGE.glob(f"{name}.py"), *PACKAGE.glob(f"{name}/*.py")]
    assert modules
    known = set().union(*map(imports, modules))

    assert not known & {f".{face}" for face in FACES}
    assert not known & FACE_LIBRARIES


def test_widgets_and_views_know_nothing_of_servers_and_commands() -> None:
    outer = {".voila", ".lab", ".cli", ".servers"}
    modules = [PACKAGE / "page.py", *PACKAGE.glob("widgets/*.py"), *PACKAGE.glob("views/*.py")]

    assert {str(m): imports(m) & outer for m in modules if imports(m) & outer} == {}


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
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

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
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        links = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text("utf-8"))
        missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]

        assert missing == [], name
