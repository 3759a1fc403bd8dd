"""The page script in the template is the one that its sources make."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "reconnect_widgets"
SOURCES = PACKAGE / "voila" / "page_script"
OF_FILES = PACKAGE / "lite" / "page_script"
BUILT = ("voila/templates/reconnect/static", "lite/static")
BANNER = re.compile(r"/\* Built by page_script/build\.mjs from sources sha256:([0-9a-f]{64}) \*/")
PAGE = "voila/templates/reconnect/static/page.js"
LIGHT_ENOUGH = 30_000
"""Bytes of script that a page loads; a first visit may have 500,000 in all."""


def built_files(package: Path = PACKAGE) -> dict[str, bytes]:
    """Return what the build made, by name."""
    paths = [path for folder in BUILT for path in (package / folder).iterdir() if path.is_file()]
    files = {path.relative_to(package).as_posix(): path.read_bytes() for path in paths}
    return {name: text for name, text in files.items() if text.startswith(b"/* Built by")}


def sources_hash() -> str:
    """Hash the sources as ``build.mjs`` does."""
    paths = [SOURCES / name for name in ("build.mjs", "package.json", "package-lock.json")]
    paths += sorted((SOURCES / "src").iterdir()) + sorted(OF_FILES.iterdir())
    return hashlib.sha256(b"".join(path.read_bytes() + b"\0" for path in paths)).hexdigest()


def test_the_built_files_name_the_sources_that_are_here() -> None:
    files = built_files()

    assert {Path(name).name for name in files} == {
        "page.js",
        "seal.js",
        "in_browser.js",
        "python_worker.js",
        "age.js",
    }
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
    for sources in (SOURCES, OF_FILES):
        copy = tmp_path / sources.relative_to(PACKAGE)
        shutil.copytree(sources, copy, ignore=shutil.ignore_patterns("node_modules"))
    copy = tmp_path / SOURCES.relative_to(PACKAGE)

    subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund"], cwd=copy, check=True, capture_output=True
    )
    subprocess.run([node, "build.mjs"], cwd=copy, check=True, capture_output=True)

    assert built_files(tmp_path) == built_files()


@pytest.mark.parametrize("folder", [SOURCES, ROOT / ".ci"])
def test_the_lock_names_no_registry(folder: Path) -> None:
    assert '"resolved"' not in (folder / "package-lock.json").read_text("utf-8")


def test_a_page_is_light() -> None:
    assert len(built_files()[PAGE]) <= LIGHT_ENOUGH


@pytest.mark.parametrize("name", [PAGE, "lite/static/in_browser.js"])
def test_what_stands_in_a_page_does_not_end_before_its_end(name: str) -> None:
    assert b"</script" not in built_files()[name]
