"""Voila's settings for the workbook, for its own application and as a server extension alike.

Each is a documented option of Voila or Jupyter; whoever deploys the workbook can change any.
"""

import logging
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from traitlets.config import Config

from ..places import notebooks_folder
from ..servers import PRIVATE_KERNELS
from .shell import shell_parts

PORT = 8912
TEMPLATE = "reconnect"
PACKAGE = Path(__file__).parent.parent
"""On Jupyter's data path (``JUPYTER_PATH``) this folder holds ``voila/templates/reconnect``."""

NEEDED = {
    "allow_template_override": "NO",
    "preheat_kernel": False,
    "progressive_rendering": False,
    "http_header_envs": [],
    "page_config_hook": None,
}
"""Voila's settings without which pages are not the workbook's own, in one template and drawn once for all."""

CONTENT_SECURITY = {
    "default-src": "'self'",
    # Nothing may be fetched from another host. The scripts that stand in a page are named by what is in
    # them, so no other one runs there.
    "script-src": "'self'",
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


HEADERS = {
    "Content-Security-Policy": policy_words(CONTENT_SECURITY),
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
    scripts = (shell["script"], shell["page"], *shell["signals"].values())
    sums = (b64encode(sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{one}'" for one in sums)


def page_headers(shell: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers of pages, in which the scripts of the shell may run and no others."""
    return headers_with({"script-src": f"'self' {named_scripts(shell)}"})


def headers_with(rules: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of pages, with these rules in place of the policy's own."""
    return HEADERS | {"Content-Security-Policy": policy_words({**CONTENT_SECURITY, **rules})}


def workbook_config(notebooks: Path | None = None) -> Config:
    """Return the settings; ``notebooks`` is the folder to serve, by default the package's own."""
    shell = shell_parts()
    config = {
        "Voila": {
            "log_level": logging.WARNING,
            "ip": "127.0.0.1",
            "port": PORT,
            "port_retries": 0,
            "root_dir": str(notebooks or notebooks_folder()),
            "auto_token": True,
            # The error pages are drawn with the same parts as the others.
            "tornado_settings": {
                "headers": page_headers(shell),
                "jinja_template_vars": {"shell": shell},
            },
        },
        "VoilaConfiguration": {
            "template": TEMPLATE,
            "multi_kernel_manager_class": "reconnect_widgets.kernels.manager.WorkbookKernels",
            **NEEDED,
            "allow_theme_override": "NO",
            # Tracebacks can carry answers, and so can files.
            "show_tracebacks": False,
            "file_allowlist": [r".*\.(png|jpe?g|gif|svg)"],
            "file_denylist": [r".*\.(ipynb|py|json|csv|sqlite.*|ics|age)", r"(.*/)?\..*"],
            "classic_tree": True,
            "resources": {"shell": shell},
        },
        # Else each of eleven steps checks the notebook.
        "VoilaExporter": {"optimistic_validation": True},
        **PRIVATE_KERNELS,
    }
    return Config(config)
