"""What repo2docker would do with a repository: its Python, its commands, its entry point."""

import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

BUILDPACKS = Path(sysconfig.get_path("purelib"), "repo2docker", "buildpacks")
NOT_OURS = ("NPM_DIR", 'REPO_DIR}" ]', "chown", "if [ ! -d")
"""Commands that set up the container itself, such as its user and its folders."""


class Refused(Exception):
    """The repository cannot be built, for the reason that repo2docker gives."""


@dataclass(frozen=True)
class Recipe:
    """The part of repo2docker's Dockerfile that depends on the repository."""

    python: str
    before_copy: tuple[str, ...]
    """Commands whose result is kept for later commits, because no file of ours is there yet."""
    after_copy: tuple[str, ...]
    entrypoint: str

    @property
    def base(self) -> Path:
        """The list of the frozen environment that this Python has."""
        return BUILDPACKS / "conda" / f"environment.py-{self.python}-linux-64.lock"


def read_recipe(repository: Path) -> Recipe:
    """Ask repo2docker itself; it needs neither Docker nor a network for this."""
    ask = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    said = subprocess.run(ask, cwd=repository, capture_output=True, text=True, check=False)
    dockerfile = said.stdout + said.stderr
    if said.returncode:
        raise Refused(dockerfile[-1500:])
    found = re.search(r"Building conda environment for python=(\S+)", dockerfile)
    entry = re.search(r'ENV R2D_ENTRYPOINT="(.*)"', dockerfile)
    ours = dockerfile[dockerfile.index("# Run pre-assemble scripts") :]
    before, after = ours.split("# Copy stuff.", 1)
    return Recipe(
        python=found[1] if found else "",
        before_copy=_commands(before),
        after_copy=_commands(after),
        entrypoint=entry[1] if entry else "",
    )


def _commands(dockerfile: str) -> tuple[str, ...]:
    lines = re.findall(r"^RUN ((?:.*\\\n)*.*)$", dockerfile, re.MULTILINE)
    commands = [" ".join(line.replace("\\\n", " ").split()) for line in lines]
    return tuple(line for line in commands if not any(part in line for part in NOT_OURS))
