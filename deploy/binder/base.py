"""The environment that repo2docker freezes for each Python, as far as pip can install it."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .recipe import Recipe, Refused

OTHER_NAMES = {
    "brotli-python": "brotli",
    "jupyterhub-base": "jupyterhub",
    "nbconvert-core": "nbconvert",
    "python-fastjsonschema": "fastjsonschema",
}
NOT_FROM_PIP = """
_libgcc_mutex _openmp_mutex bleach-with-css bzip2 ca-certificates cached_property configurable-
http-proxy cpython icu jsonschema-with-format-nongpl jupyterhub-singleuser keyutils krb5
ld_impl_linux-64 libedit libexpat libffi libgcc libgcc-ng libgomp liblzma libnsl libsodium
libsqlite libstdcxx libstdcxx-ng libuuid libuv libxcrypt libzlib ncurses nodejs openssl pip
python python_abi readline tk typing-extensions tzdata yaml zeromq zlib zstd
"""
"""Libraries of the system, and names that only conda has."""

_PACKAGE = re.compile(r"https://.*/(.+)-([^-]+)-[^-]+\.(?:conda|tar\.bz2)")


@dataclass(frozen=True)
class Environment:
    """An environment with pip, in a folder of its own."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def packages(self) -> dict[str, str]:
        """Return the version of each package that is installed."""
        listing = [self.python, "-m", "pip", "freeze", "--all"]
        said = subprocess.run(listing, capture_output=True, text=True, check=True).stdout
        return dict(line.split("==") for line in said.splitlines() if "==" in line)

    def complaints(self) -> str:
        """Return what pip finds missing or in conflict."""
        check = [self.python, "-m", "pip", "check"]
        done = subprocess.run(check, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode else ""


def frozen(recipe: Recipe) -> dict[str, str]:
    """Return the frozen version of each package, by the name that pip knows."""
    found = filter(None, map(_PACKAGE.match, recipe.base.read_text("utf-8").splitlines()))
    return {OTHER_NAMES.get(name, name): version for name, version in (m.groups() for m in found)}


def make_base(recipe: Recipe, folder: Path, python: str = "") -> Environment:
    """Install the frozen versions into a new environment."""
    command = python or shutil.which(f"python{recipe.python}")
    if not command:
        raise Refused(f"There is no python{recipe.python} here; name one with --python.")
    subprocess.run([command, "-m", "venv", folder], check=True)
    environment = Environment(folder)
    versions = frozen(recipe)
    wanted = [f"{name}=={versions[name]}" for name in versions if name not in NOT_FROM_PIP.split()]
    pip = [environment.python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, f"pip=={versions['pip']}"], check=True)
    subprocess.run([*pip, "--no-deps", *wanted], check=True)
    return environment
