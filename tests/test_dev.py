"""The set-up script: what it decides, with no installation and no network."""

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from processes import ROOT

import dev


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder with a space in its name."""
    root = tmp_path / "my projects"
    root.mkdir()
    (root / "pyproject.toml").write_text("[project]")
    monkeypatch.setattr(dev, "ROOT", root)
    monkeypatch.setattr(dev, "VENV", root / ".venv")
    monkeypatch.setattr(dev, "PYTHON", root / ".venv" / "bin" / "python")
    monkeypatch.setattr(dev, "STAMP", root / ".venv" / "installed")
    return root


@pytest.fixture
def commands(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the script would run; a made environment is an empty folder with a Python in it."""
    ran: list[list[str]] = []

    def run(*command: Any, check: bool = True) -> bool:
        ran.append([str(word) for word in command])
        if "venv" in ran[-1]:
            dev.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            dev.PYTHON.touch()
        return True

    monkeypatch.setattr(dev, "run", run)
    monkeypatch.setattr(dev, "works", lambda *_: True)
    return ran


# Installing


def test_the_first_time_it_makes_an_environment_and_installs(commands: list[list[str]]) -> None:
    dev.install(dev.APP)

    assert commands == [
        [sys.executable, "-m", "venv", "--clear", str(dev.VENV)],
        [str(dev.PYTHON), "-m", "pip", "install", "--quiet", "--editable", ".[encryption]"],
    ]
    assert " " in str(dev.VENV)


def test_the_second_time_it_does_nothing(commands: list[list[str]]) -> None:
    dev.install("dev")
    commands.clear()

    dev.install("dev")
    dev.install(dev.APP)

    assert commands == []


def test_what_the_tests_need_is_added_to_the_app(commands: list[list[str]]) -> None:
    dev.install(dev.APP)
    commands.clear()

    dev.install("dev")

    assert commands == [
        [str(dev.PYTHON), "-m", "pip", "install", "--quiet", "--editable", ".[dev]"]
    ]


@pytest.mark.parametrize("change", ["pyproject", "place", "python"])
def test_a_change_of_what_counts_installs_anew(
    commands: list[list[str]], checkout: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    dev.install("dev")
    commands.clear()
    if change == "pyproject":
        (checkout / "pyproject.toml").write_text("[project] # changed")
    elif change == "place":
        (checkout.parent / "elsewhere").mkdir()
        (checkout.parent / "elsewhere" / "pyproject.toml").write_text("[project]")
        monkeypatch.setattr(dev, "ROOT", checkout.parent / "elsewhere")
    else:
        monkeypatch.setattr(dev.sys, "version", "4.0")

    dev.install("dev")

    assert "--clear" in commands[0]


def test_a_broken_installation_is_begun_again(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    working = dev.run

    def broken(*command: Any, check: bool = True) -> bool:
        if "pip" in command:
            raise KeyboardInterrupt
        return working(*command, check=check)

    with monkeypatch.context() as patched:
        patched.setattr(dev, "run", broken)
        with pytest.raises(KeyboardInterrupt):
            dev.install("dev")
    commands.clear()

    dev.install("dev")

    assert "--clear" in commands[0]


def test_a_python_without_ensurepip_is_explained(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "can_make_environments", lambda: False)
    monkeypatch.setattr(dev, "on_debian_as_root", lambda: False)

    with pytest.raises(dev.Trouble, match="please install python3-venv"):
        dev.install(dev.APP)


def test_on_debian_as_root_the_missing_package_is_installed(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "on_debian_as_root", lambda: True)
    monkeypatch.setattr(dev, "can_make_environments", lambda: bool(commands))

    dev.install(dev.APP)

    assert commands[1][:2] == ["apt-get", "install"]
    assert commands[1][-1] == "python3-venv"


# The browser


def test_a_named_browser_comes_first() -> None:
    assert dev.installed_chromium({"RECONNECT_CHROMIUM": "/mine"}) == "/mine"


def test_a_browser_on_the_path_is_found_and_the_quickest_is_taken(checkout: Path) -> None:
    for name in ("chromium-browser", "chromium-headless-shell"):
        browser = checkout / name
        browser.touch(mode=0o755)

        assert dev.installed_chromium({"PATH": str(checkout)}) == str(browser)


def test_playwrights_own_browser_is_found(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = checkout / "chrome"
    own.touch()
    monkeypatch.setattr(dev, "playwrights_own", lambda: str(own))
    monkeypatch.setattr(dev, "MAC_CHROME", str(checkout / "none"))

    assert dev.installed_chromium({"PATH": str(checkout)}) == str(own)


@pytest.mark.parametrize(
    ("debian", "tried"), [(True, "apt-get"), (False, "playwright")], ids=["debian", "elsewhere"]
)
def test_without_a_browser_it_installs_one_and_says_so_when_it_cannot(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, debian: bool, tried: str
) -> None:
    monkeypatch.setattr(dev, "installed_chromium", lambda: None)
    monkeypatch.setattr(dev, "on_debian_as_root", lambda: debian)

    with pytest.raises(dev.Trouble, match="please install Chromium"):
        dev.provide_chromium()

    assert any(tried in command for command in commands)


# Node, and other browsers


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    ("asks", "packages"),
    [("has_node", ["nodejs", "npm"]), ("has_other_browsers", [*dev.OTHER_BROWSERS])],
)
def test_on_debian_as_root_the_tests_get_what_is_missing(
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    asks: str,
    packages: list[str],
    there: bool,
) -> None:
    monkeypatch.setattr(dev, asks, lambda: there)
    monkeypatch.setattr(dev, "on_debian_as_root", lambda: True)
    monkeypatch.setattr(dev, "with_browser", lambda *_: None)

    dev.main(["test"])

    assert any(command[-len(packages) :] == packages for command in commands) is not there


# The commands


@pytest.mark.parametrize("command", ["app", "test"])
def test_the_app_and_the_tests_take_the_place_of_the_script(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, words: became.append(words))
    monkeypatch.setattr(os, "chdir", lambda _: None)
    monkeypatch.setattr(dev, "provide_chromium", lambda: "/chromium")
    monkeypatch.setenv("RECONNECT_CHROMIUM", "")

    dev.main([command, "--port", "9000"])

    module = {"app": "reconnect_widgets", "test": "pytest"}[command]
    assert became == [[str(dev.PYTHON), "-m", module, "--port", "9000"]]


def test_lint_runs_every_check_even_when_one_fails(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dev.install("dev")
    ran: list[str] = []
    monkeypatch.setattr(dev, "run", lambda *words, check: ran.append(words[2]))
    monkeypatch.setattr(dev, "provide_biome", lambda: Path("biome"))

    code = dev.main(["lint"])

    assert code == 1
    assert ran == ["ruff", "ruff", "mypy", "nbstripout", "--error-on-warnings"]
    assert "Some checks failed" in capsys.readouterr().err


@pytest.mark.parametrize("there", [True, False])
def test_lint_goes_on_without_npm_and_says_what_was_not_checked(
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    there: bool,
) -> None:
    monkeypatch.setattr(dev, "has_node", lambda: there)
    monkeypatch.setattr(dev, "on_debian_as_root", lambda: False)

    code = dev.main(["lint"])

    assert code == 0
    assert any("ci" in command for command in commands) is there
    assert "The JavaScript was not checked" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["ap"], 2), (["--help"], 0)])
def test_a_slip_shows_the_three_commands(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(arguments) == code
    assert "dev.py app" in capsys.readouterr().err


def test_it_needs_nothing_but_pythons_own_library() -> None:
    source = (ROOT / "dev.py").read_text("utf-8")
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_it_runs_isolated_from_what_is_installed() -> None:
    said = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "dev.py", "--help"], capture_output=True, check=False
    )

    assert said.returncode == 0
