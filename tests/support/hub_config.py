"""JupyterHub's settings in deploy/, with what a loopback has instead of users, HTTPS and systemd."""

import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
from beginning import free_port, without_checks

c = get_config()  # noqa: F821
folder = Path(os.environ["HUB_FOLDER"])
port = int(os.environ["HUB_PORT"])
load_subconfig(str(Path(__file__).parents[2] / "deploy" / "jupyterhub_config.py"))  # noqa: F821

c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{os.environ['HUB_OWN_PORT']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['HUB_PROXY_PORT']}"
c.ConfigurableHTTPProxy.command = [os.environ["HUB_PROXY"]]
c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")
c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")
c.JupyterHub.db_url = f"sqlite:///{folder / 'hub.sqlite'}"
c.JupyterHub.last_activity_interval = 1

c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["HUB_PASSWORD"]
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "homes" / "{username}")
assert Path(c.Spawner.cmd[0]).is_file()
c.Spawner.cmd = [sys.executable, "-c", without_checks("jupyterhub.singleuser")]
c.Spawner.args = [*c.Spawner.args, *(["--allow-root"] if os.geteuid() == 0 else [])]
# The hub's own choice is a port that the system may give to a kernel before the server has begun.
c.Spawner.pre_spawn_hook = lambda spawner: spawner.set_trait("port", free_port())
c.Spawner.http_timeout = c.Spawner.start_timeout = 90

# The tests end idle servers with a clock of their own, and with no other right than the service has.
c.JupyterHub.services.append({"name": "clock", "api_token": os.environ["HUB_CLOCK_TOKEN"]})
c.JupyterHub.load_roles[0]["services"].append("clock")
