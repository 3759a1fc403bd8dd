"""JupyterHub for the workbook, on one server: a practice, a course, a clinic.

    pip install jupyterhub jupyterhub-idle-culler jupyterhub-systemdspawner ".[encryption]"
    npm install --global configurable-http-proxy
    RECONNECT_HUB=https://workbook.example.org RECONNECT_READERS=readers.txt \
        jupyterhub --config deploy/jupyterhub_config.py

Run them as root on a server with systemd, the first in a copy of this repository and in an environment
that every user can read and none can change, such as /opt/workbook. The proxy needs Node 22; for Node 18
and 20 it is configurable-http-proxy@5.1. Without [encryption] readers can neither lock their answers nor
encrypt a copy.

What you have to bring: an account on this server, with a password and a home, for each name in readers.txt;
a name and every name below it (workbook.example.org and *.workbook.example.org) that lead to this server;
a certificate for both; and a proxy such as Caddy or nginx that speaks HTTPS and passes all of it to
127.0.0.1:8000, WebSockets too, and the Host header as it came. Caddy does so unasked. For nginx:

    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }

What your readers have to know: you could read what they write. Nobody else can.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821  # JupyterHub brings it
os.umask(0o077)  # what the hub keeps beside it tells who its readers are, and when they came

ADDRESS = os.environ["RECONNECT_HUB"]
IDLE = int(os.environ.get("RECONNECT_IDLE", "3600"))

# Who comes in: the names in a file, one a line, and nobody else. JupyterHub lets nobody in without
# such a list, and `allow_all` would let in everybody who has an account with whoever signs them in.
# A name shows in addresses and in logs, so a number or a made-up word is better than a real name.
readers = Path(os.environ["RECONNECT_READERS"]).read_text("utf-8").split()
c.Authenticator.allowed_users = set(readers)
c.Authenticator.allow_all = False
# How they prove it: a password of this computer. Others are in JupyterHub's documentation.
c.JupyterHub.authenticator_class = "pam"

# An origin for each reader, such as https://anna.workbook.example.org: what a browser keeps for one
# of them, no page of another can read. That is why drafts may stay in the browser (RECONNECT_DRAFTS).
# Where several readers share one browser, such as in a waiting room, set it to "tab" below.
c.JupyterHub.subdomain_host = ADDRESS
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# Cookies: for HTTPS alone, never sent from other sites' forms, and bound to the very host that set
# them, so that no reader's server can set one for another's. They end after a day, and logging out
# ends the reader's server as well.
is_https = ADDRESS.startswith("https:")
c.JupyterHub.cookie_host_prefix_enabled = is_https
c.JupyterHub.tornado_settings = {"cookie_options": {"secure": is_https, "samesite": "Lax"}}
c.JupyterHub.cookie_max_age_days = 1
c.JupyterHub.shutdown_on_logout = True

# Each reader's server runs as their own user of this computer, in their own home, and cannot become
# another. The answers are in that home: ~/.local/share/reconnect, for its owner alone.
c.JupyterHub.spawner_class = "systemd"
c.SystemdSpawner.isolate_tmp = True
c.SystemdSpawner.isolate_devices = True
c.SystemdSpawner.disable_user_sudo = True
c.Spawner.cmd = [str(Path(sys.executable).with_name("jupyterhub-singleuser"))]
c.Spawner.args = ["--ServerApp.terminals_enabled=False", "--ServerApp.log_level=WARN"]
c.Spawner.disable_user_config = True  # nothing in a home changes how its server starts

# Readers land in the app. The extension that the package brings finds its pages by itself.
c.Spawner.default_url = "/voila/render/00-start-here.ipynb"
c.Spawner.environment = {"RECONNECT_PLACE": "hub", "RECONNECT_DRAFTS": "browser"}

# Limits: deploy/README.md has what was measured. Page 13 needs the most.
c.Spawner.mem_limit = "768M"
c.Spawner.cpu_limit = 1
c.JupyterHub.active_server_limit = int(os.environ.get("RECONNECT_SERVERS", "50"))
c.JupyterHub.concurrent_spawn_limit = 10

# A server that nobody has used for an hour ends, also under an open page. Answers are on the disk by
# then. Whoever comes back to the page reads that it has lost touch, and *Try again* begins another one.
c.JupyterHub.implicit_spawn_seconds = 1  # without a question whether it should
c.JupyterHub.load_roles = [
    {
        "name": "ends-idle-servers",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            *(sys.executable, "-m", "jupyterhub_idle_culler"),
            *(f"--timeout={IDLE}", f"--cull-every={max(1, IDLE // 12)}"),
        ],
    }
]

# Addresses hold readers' names, so the log keeps what went wrong and not who was where.
c.JupyterHub.log_level = "WARN"
c.ConfigurableHTTPProxy.log_level = "warn"
