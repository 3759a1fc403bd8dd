"""What Binder would build from this repository: read from repo2docker itself, without Docker."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import psutil
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from processes import ROOT, eventually

from deploy.binder.base import Environment, frozen
from deploy.binder.launch import Home, session
from deploy.binder.recipe import Recipe, Refused, read_recipe

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
BINDER = ROOT / "binder"


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return read_recipe(ROOT)


@pytest.fixture(scope="module")
def base(recipe: Recipe) -> dict[str, str]:
    """The versions that are there before anything of ours is installed."""
    return {canonicalize_name(name): version for name, version in frozen(recipe).items()}


def requirements(lines: list[str]) -> dict[str, Requirement]:
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): one for one in found}


OURS = requirements(PROJECT["dependencies"])
PINNED = requirements((BINDER / "requirements.txt").read_text("utf-8").splitlines())


def test_binder_takes_a_python_that_the_workbook_runs_on(recipe: Recipe) -> None:
    wanted = Requirement(f"python{PROJECT['requires-python']}").specifier

    assert recipe.python == (BINDER / "runtime.txt").read_text("utf-8").strip()[len("python-") :]
    assert recipe.python in wanted


def test_libraries_are_installed_before_the_repository_is_copied_in(recipe: Recipe) -> None:
    assert any('-r "binder/requirements.txt"' in line for line in recipe.before_copy)
    assert "./binder/postBuild" in recipe.after_copy
    assert recipe.entrypoint == "${REPO_DIR}/binder/start"


def test_whatever_the_workbook_needs_is_there(base: dict[str, str]) -> None:
    """In Binder's own environment, in a version that fits, or else in our list."""
    for name, needed in OURS.items():
        if name in PINNED:
            assert set(needed.specifier) <= set(PINNED[name].specifier), name
        else:
            assert base[name] in needed.specifier, name


def test_readers_can_lock_their_answers_and_encrypt_a_copy() -> None:
    """Also for weeks: on Kubernetes they have the same image, and cannot install what is missing."""
    for name, needed in requirements(PROJECT["optional-dependencies"]["encryption"]).items():
        assert set(needed.specifier) <= set(PINNED[name].specifier), name


def test_nothing_is_listed_that_binder_has_or_the_workbook_does_not_need(
    base: dict[str, str],
) -> None:
    optional = [line for extra in PROJECT["optional-dependencies"].values() for line in extra]

    listed_twice = [name for name in PINNED if base.get(name, "0") in PINNED[name].specifier]
    assert listed_twice == []
    assert PINNED.keys() <= OURS.keys() | requirements(optional).keys()


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_scripts_can_be_run(name: str) -> None:
    assert os.access(BINDER / name, os.X_OK)


def test_start_says_where_it_runs_and_a_host_may_say_otherwise() -> None:
    say = [BINDER / "start", "printenv", "RECONNECT_PLACE"]
    plain = {"PATH": os.environ["PATH"]}

    told = [
        subprocess.run(say, env=plain | more, capture_output=True, text=True, check=True).stdout
        for more in ({}, {"RECONNECT_PLACE": "hub"})
    ]

    assert told == ["binder\n", "hub\n"]


def test_a_recipe_that_repo2docker_refuses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runtime.txt").write_text("python-3.11.9")

    with pytest.raises(Refused, match="must always be specified as"):
        read_recipe(tmp_path)


def test_of_a_server_that_ended_by_itself_nothing_runs_on(tmp_path: Path) -> None:
    begins = tmp_path / "begins"
    begins.write_text(f"#!/bin/sh\nsleep 600 & echo $! > {tmp_path}/begun\n")
    begins.chmod(0o755)
    home = Home(tmp_path, Environment(Path(sys.prefix)))

    with (
        pytest.raises(Refused, match="did not come up"),
        session(home, Recipe("3.11", (), (), str(begins)), tmp_path, 1),
    ):
        pass

    begun = int((tmp_path / "begun").read_text("ascii"))
    eventually(lambda: not _runs(begun))


def _runs(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
