"""The page script in the template is the one that its sources make."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

VOILA = Path(__file__).parents[2] / "reconnect_widgets" / "voila"
SOURCES = VOILA / "page_script"
BUILT = VOILA / "templates" / "reconnect" / "static"
BANNER = re.compile(r"/\* Built by page_script/build\.mjs from sources sha256:([0-9a-f]{64}) \*/")
LIGHT_ENOUGH = 30_000
"""Bytes of script that a page loads; a first visit may have 500,000 in all."""


def built_files(folder: Path = BUILT) -> dict[str, bytes]:
    """Return what the build made, by name."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    return {name: text for name, text in files.items() if text.startswith(b"/* Built by")}


def sources_hash() -> str:
    """Hash the sources as ``build.mjs`` does."""
    names = ["build.mjs", "package.json", "package-lock.json"]
    names += [f"src/{path.name}" for path in (SOURCES / "src").iterdir()]
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode() + b"\0" + (SOURCES / name).read_bytes() + b"\0")
    return digest.hexdigest()


def test_the_built_files_name_the_sources_that_are_here() -> None:
    files = built_files()

    assert {"page.js", "seal.js", "python_worker.js", "age.js"} <= set(files)
    for name, text in files.items():
        found = BANNER.match(text.decode())
        assert found, f"{name} does not say what it was built from."
        assert found[1] == sources_hash(), (
            f"{name} is older than its sources: run npm ci and npm run build in {SOURCES.name}."
        )


def test_building_again_makes_the_same_bytes(tmp_path: Path) -> None:
    """Without Node the hash above has to do; whoever changes the sources has Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        pytest.skip("There is no Node here; the hash of the sources is checked in any case.")
    copy = tmp_path / "page_script"
    shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("node_modules"))

    subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund"], cwd=copy, check=True, capture_output=True
    )
    subprocess.run(
        [node, "build.mjs", tmp_path / "built"], cwd=copy, check=True, capture_output=True
    )

    assert built_files(tmp_path / "built") == built_files()


@pytest.mark.parametrize("folder", [SOURCES, VOILA.parents[1] / ".ci"])
def test_the_lock_names_no_registry(folder: Path) -> None:
    assert '"resolved"' not in (folder / "package-lock.json").read_text("utf-8")


def test_a_page_is_light() -> None:
    assert len(built_files()["page.js"]) <= LIGHT_ENOUGH


@pytest.mark.parametrize("name", ["page.js", "page_in_browser.js"])
def test_what_stands_in_a_page_does_not_end_before_its_end(name: str) -> None:
    assert b"</script" not in built_files()[name]
