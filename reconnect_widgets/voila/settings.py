"""Voila's settings for the workbook, for its own application and as a server extension alike.

Each is a documented option of Voila or Jupyter; whoever deploys the workbook can change any.
"""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from traitlets.config import Config

from ..places import notebooks_folder
from .hooks import prepare_page
from .shell import shell_parts

TEMPLATE = "reconnect"
PACKAGE = Path(__file__).parent.parent
"""On Jupyter's data path (``JUPYTER_PATH``) this folder holds ``voila/templates/reconnect``."""

TROUBLE = "Something went wrong on this page. Your saved answers are safe. Please load it again."

CONTENT_SECURITY = {
    "default-src": "'self'",
    # anywidget runs each widget's module from a blob; nothing may be fetched from another host. The
    # scripts that stand in a page are named by what is in them, so no other one runs there.
    "script-src": "'self' blob:",
    "script-src-attr": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy_words(rules: Mapping[str, str]) -> str:
    """Return a policy as a header says it."""
    return "; ".join(" ".join(rule) for rule in rules.items())


def _policy(**changed: str) -> str:
    own = {name.replace("_", "-"): rule for name, rule in changed.items()}
    return policy_words(CONTENT_SECURITY | own)


HEADERS = {
    "Content-Security-Policy": _policy(),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    # No page of another origin may even load a script or a picture, and so learn what runs here.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def named_scripts(shell: Mapping[str, Any]) -> str:
    """Return the names by which a policy lets the scripts of the shell run where they stand in a page."""
    scripts = (shell["script"], *shell["signals"].values())
    sums = (b64encode(sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{one}'" for one in sums)


def page_headers(shell: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers of pages, in which the scripts of the shell may run and no others."""
    allowed = f"{CONTENT_SECURITY['script-src']} {named_scripts(shell)}"
    return HEADERS | {"Content-Security-Policy": _policy(script_src=allowed)}


def other_headers() -> dict[str, str]:
    """Return the headers for a template that is not ours, whose scripts nobody knows."""
    allowed = f"{CONTENT_SECURITY['script-src']} 'unsafe-inline'"
    policy = _policy(script_src=allowed, script_src_attr="'unsafe-inline'")
    return HEADERS | {"Content-Security-Policy": policy}


def workbook_config(notebooks: Path | None = None) -> Config:
    """Return the settings; ``notebooks`` is the folder to serve, by default the package's own."""
    folder = notebooks or notebooks_folder()
    shell = shell_parts()
    return Config(
        {
            "Voila": _server(folder, shell),
            "VoilaConfiguration": _pages(shell),
            "VoilaExecutor": {"timeout": 60, "cell_error_instruction": TROUBLE},
            "VoilaExporter": {
                "markdown_renderer_class": "reconnect_widgets.voila.prose.ProseRenderer",
                "optimistic_validation": True,  # else each of eleven steps checks the notebook
            },
            # A kernel that no page holds any more ends by itself (see connection.py). Culling is for
            # those that no page ever joined, because it was left at once or has no script.
            "MappingKernelManager": {
                "cull_idle_timeout": 120,
                "cull_interval": 30,
                "cull_connected": False,
            },
        }
    )


def _server(folder: Path, shell: dict[str, Any]) -> dict[str, Any]:
    return {
        "ip": "127.0.0.1",
        "port_retries": 0,
        "root_dir": str(folder),
        "auto_token": True,
        # The error pages are drawn with the same parts as the others.
        "tornado_settings": {
            "headers": page_headers(shell),
            "jinja_template_vars": {"shell": shell},
            "ws_ping_timeout": 30_000,  # Tornado allows no longer; see connection.py for what counts
        },
    }


def _pages(shell: dict[str, Any]) -> dict[str, Any]:
    return {
        "template": TEMPLATE,
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        # Tracebacks can carry answers, and so can files.
        "show_tracebacks": False,
        "strip_sources": True,
        "file_allowlist": [r".*\.(png|jpe?g|gif|svg)"],
        "file_denylist": [r".*\.(ipynb|py|json|csv|sqlite.*|ics|age)", r"(.*/)?\..*"],
        "http_header_envs": [],
        # No extension of JupyterLab is part of these pages.
        "extension_allowlist": [],
        "classic_tree": True,
        "prelaunch_hook": prepare_page,
        "resources": {"shell": shell},
    }
