"""An environment of its own for stock Voila and for each peer, so that none carries another's load."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ENVIRONMENTS = HERE / ".environments"


def environment(name: str) -> Path:
    """Return the folder of an environment, installed anew when its requirements changed."""
    folder = ENVIRONMENTS / name
    stock = HERE / name / "requirements.txt"
    wanted = stock if stock.is_file() else HERE / "peers" / name / "requirements.txt"
    stamp = folder / "installed"
    said = f"{sys.version}\n{wanted.read_text('utf-8')}"
    if stamp.is_file() and stamp.read_text("utf-8") == said:
        return folder
    sys.stderr.write(f"Installing {name} in {folder.relative_to(HERE.parent)}.\n")
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    python = folder / "bin" / "python"
    install: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
        wanted,
    ]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} could not be installed.\n{done.stderr}")
    stamp.write_text(said, "utf-8")
    return folder


def version(name: str, package: str) -> str:
    """Return the version of a package in an environment."""
    ask = f"from importlib.metadata import version; print(version({package!r}))"
    python = ENVIRONMENTS / name / "bin" / "python"
    return subprocess.run(
        [python, "-c", ask], capture_output=True, text=True, check=True
    ).stdout.strip()
