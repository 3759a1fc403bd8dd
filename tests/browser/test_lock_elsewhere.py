"""The lock on somebody else's Jupyter server, where each page asks for itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hosted import Hosted, serve_hosted
from locking import PASSPHRASE, is_locked_now, lock, unlock_after_a_wrong_one, unlock_form
from pages import READY, field, is_ready, saved
from playwright.sync_api import Page, expect
from traces import MARK, files_with

from reconnect_widgets.stages import BY_NUMBER

pytest.importorskip("sqlcipher3")

NOTE = "space.necessary"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hosted]:
    """A server as on a hub where other people's pages share the origin."""
    with serve_hosted("hub", tmp_path) as hosted:
        yield hosted


def test_on_a_hub_the_key_stays_in_the_page_where_others_share_its_origin(
    page: Page, hub: Hosted
) -> None:
    """Next carries it, and a reload asks anew; of the reader's own origin ``test_hub.py`` tells."""
    complaints: list[str] = []
    page.on(
        "console", lambda said: said.type in ("error", "warning") and complaints.append(said.text)
    )
    hub.enter(page, "01")
    is_ready(page)
    field(page, NOTE).fill(MARK)
    saved(page, NOTE)
    hub.enter(page, "13")
    is_ready(page)
    lock(page)
    is_locked_now(page)

    page.locator("a[href$='00-start-here.ipynb']:visible").first.click()
    expect(page.locator("h1")).to_have_text(BY_NUMBER["00"].title, timeout=READY)
    is_ready(page)
    expect(unlock_form(page)).to_have_count(0)
    hub.enter(page, "01")
    expect(unlock_form(page)).to_be_visible(timeout=READY)
    unlock_after_a_wrong_one(page)
    is_ready(page)
    expect(field(page, NOTE)).to_have_value(MARK)

    answer = page.request.get(
        f"{hub.origin}{hub.base}reconnect/key", headers={"Reconnect-Visit": "yes"}
    )
    assert answer.status == 404
    assert files_with(hub.data) == []
    log = hub.log.read_text("utf-8")
    for secret in (PASSPHRASE, page.evaluate("globalThis.reconnectVault")):
        assert secret not in log
        assert files_with(hub.data.parent, secret) == []
    assert complaints == []
