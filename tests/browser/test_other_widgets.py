"""Other people's widgets need a widget manager: JupyterLab has one, Voila itself, and not our pages."""

import subprocess
import sys
from pathlib import Path

from own_pages import add_page, copy_of_notebooks, few_notebooks
from pages import READY
from playwright.sync_api import Page, expect
from processes import environment, eventually, free_port, serve_workbook

SLIDER = """
import ipywidgets
slider = ipywidgets.IntSlider(value=3, description="How much")
said = ipywidgets.Label("nothing yet")
slider.observe(lambda change: setattr(said, "value", f"now {change.new}"), names="value")
ipywidgets.VBox([slider, said])
"""
OURS = """
from reconnect_widgets import open_page, text
page = open_page("01")
page.form(text("space.own", "A question of ours"))
"""


def test_a_page_with_other_peoples_widgets_says_where_they_are_shown(
    page: Page, tmp_path: Path
) -> None:
    folder = copy_of_notebooks(tmp_path)
    add_page(folder, "mixed.ipynb", SLIDER, OURS)
    with serve_workbook("--notebooks", folder, data=tmp_path / "data") as served:
        page.goto(served.address)
        page.goto(f"{served.origin}/voila/render/mixed.ipynb")

        expect(page.locator(".rc-slot .rc-notice")).to_contain_text("JupyterLab", timeout=READY)
        page.get_by_label("A question of ours").fill("words")
        expect(page.locator("main .rc-saved")).to_have_attribute(
            "data-state", "saved", timeout=READY
        )


def test_they_work_beside_ours_in_voila_itself(page: Page, tmp_path: Path) -> None:
    folder, port = few_notebooks(tmp_path, "01"), free_port()
    add_page(folder, "mixed.ipynb", SLIDER, OURS)
    words = [f"--port={port}", "--Voila.port_retries=0", "--no-browser"]
    log = tmp_path / "log.txt"
    with log.open("w") as said:
        voila = subprocess.Popen(
            [sys.executable, "-m", "voila", folder, *words],
            env=environment(tmp_path / "data"),
            stderr=said,
        )
    try:
        eventually(
            lambda: "is running at" in log.read_text("utf-8"), why=lambda: log.read_text("utf-8")
        )
        page.goto(f"http://localhost:{port}/voila/render/mixed.ipynb")
        page.locator(".noUi-handle").press("ArrowRight", timeout=READY)
        page.get_by_label("A question of ours").fill("words")

        expect(page.get_by_text("now 4")).to_be_visible(timeout=READY)
        expect(page.locator(".rc-saved")).to_have_attribute("data-state", "saved", timeout=READY)
    finally:
        voila.terminate()
        voila.wait()
