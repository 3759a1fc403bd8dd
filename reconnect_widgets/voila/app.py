"""Voila as a reader's own workbook: its application with our defaults, and nothing of its own.

Every setting of Voila still works, from the command line and from ``voila.json`` or ``voila.py``.
"""

import re
import webbrowser
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from tornado.log import gen_log
from traitlets import List, Unicode
from traitlets.config import Config
from voila.app import Voila

from ..answers.keys import read_key
from ..example.addresses import example_of, is_of_example
from ..example.keeping import begin_example
from ..exceptions import ReconnectError
from ..servers import (
    START_PAGE,
    Wishes,
    bring_home,
    end_by,
    put_first,
    require_free_port,
    require_known,
    require_start_page,
    say_address,
    take_many_files,
    use_own_kernel,
)
from ..terminal import log_quietly, log_request
from .door import ReaderIdentity, StartHandler
from .pages import in_the_way, own_handlers, page_handlers
from .settings import PACKAGE, TEMPLATE, workbook_config
from .shell import STATIC
from .strangers import refuse_strangers

YEAR = 365

MOST_BYTES = 1_000_000
"""Of what may be sent with a question; pages send some hundred."""

NEEDS_OTHERS = (
    "The setting VoilaConfiguration.{} does not go with the workbook's own pages. Leave it out, on the "
    "command line or in a file of settings such as voila.json, or open the notebooks with Voila itself, "
    "by its command voila."
)


class Workbook(Voila):  # type: ignore[misc]
    """Voila, preset for one reader on one computer."""

    hosts = List(
        Unicode(),
        config=True,
        help="Names under which the workbook is served, such as workbook.example.org; others are refused.",
    )

    first_page = START_PAGE
    """Where the reader begins."""

    def initialize(self, argv: list[str] | None = None) -> None:
        super().initialize(argv)
        log_quietly(self)
        require_start_page(Path(self.root_dir))
        wishes = self.voila_configuration
        if setting := in_the_way(wishes.multi_kernel_manager_class, wishes):
            raise ReconnectError(NEEDS_OTHERS.format(setting))
        loop = IOLoop.current()
        end_by(lambda: loop.add_callback_from_signal(self._end))

    def init_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().init_settings()
        return settings | {
            "jinja2_env": settings["voila_jinja2_env"],  # for addresses that are no page, too
            "allow_remote_access": False,
            "local_hostnames": ["localhost", *self.hosts],
            "log_function": log_request,
        }

    def init_handlers(self) -> list[Any]:
        base = self.server_url
        names = "|".join(re.escape(path.name) for path in STATIC.iterdir())
        scripts = url_path_join(base, f"/voila/templates/{TEMPLATE}/static/({names})")
        return [
            (base, StartHandler, {"page": self.first_page}),
            # Voila's own handler looks through the templates of all packages.
            (scripts, FileFindHandler, {"path": str(STATIC)}),
            *page_handlers(self, base, self.voila_configuration),
            *own_handlers(self),
        ]

    def start(self) -> None:
        if self.port_retries == 0:
            require_free_port(self.ip, self.port)  # before the first process for kernels
        super().start()

    def listen(self) -> None:
        refuse_strangers(self.app)
        if is_of_example(self.first_page):
            begin_example()  # only now: it may be open where the workbook runs already
        page = f"/voila/render/{self.first_page}"
        IOLoop.current().add_callback(say_address, self, page)  # as soon as it answers
        # Tornado reads a body before anybody is asked who they are.
        self.app.listen = partial(self.app.listen, max_body_size=MOST_BYTES)
        super().listen()

    def launch_browser(self) -> None:
        address = self.connection_url
        if isinstance(self.identity_provider, ReaderIdentity) and self.identity_provider.token:
            address += f"?ticket={self.identity_provider.make_ticket()}"
        Thread(target=open_browser, args=(address, self.browser), daemon=True).start()

    async def _end(self) -> None:
        """End every kernel: what it could not save is kept by the browser, and found again."""
        try:
            await self.kernel_manager.shutdown_all(now=True)
        finally:
            IOLoop.current().stop()


def open_browser(address: str, browser: str = "") -> None:
    """Open the reader's browser; without one, the printed address is enough."""
    try:
        webbrowser.get(browser or None).open(address, new=2)
    except webbrowser.Error as error:
        gen_log.warning(
            "No browser was found (%s); please open the address that was printed.", error
        )


def preset() -> Config:
    """Return our defaults; config files and the command line may change each of them."""
    # First of all: Jupyter has words of its own where the folder for the answers cannot be used.
    key, config = read_key(), workbook_config()
    config.Voila.token = key.token
    config.Voila.cookie_secret = key.cookie_secret
    config.Voila.identity_provider_class = ReaderIdentity
    # By the browser's own clock: that of a small computer may begin in 1970.
    lasts = {"expires_days": None, "max_age": YEAR * 24 * 60 * 60}
    config.ReaderIdentity.cookie_options = {"samesite": "Lax", **lasts}
    config.ReaderIdentity.get_secure_cookie_kwargs = {"max_age_days": YEAR}
    return config


def serve(wishes: Wishes) -> int:
    """Serve the workbook until it is ended, and return the exit code."""
    require_known(wishes.settings, {*Workbook.aliases, *Workbook.flags, "help-all"})
    use_own_kernel()
    take_many_files()
    put_first("JUPYTER_PATH", PACKAGE)
    app = Workbook(config=preset())
    if wishes.example:
        app.first_page = example_of(START_PAGE)
    app.initialize(wishes.as_settings("Voila"))
    app.start()
    bring_home()
    return 0
