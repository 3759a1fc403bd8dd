"""Other people's widgets need a widget manager: JupyterLab has one, Voila's own template, and not our pages."""

from pathlib import Path

from own_pages import add_page, copy_of_notebooks
from pages import READY
from playwright.sync_api import Page, expect
from processes import serve_workbook

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


def test_they_work_in_voilas_own_template(page: Page, tmp_path: Path) -> None:
    folder = copy_of_notebooks(tmp_path)
    add_page(folder, "other.ipynb", SLIDER)
    with serve_workbook("--template=lab", "--notebooks", folder, data=tmp_path / "data") as served:
        page.goto(served.address)
        page.goto(f"{served.origin}{served.base}/voila/render/other.ipynb")
        page.locator(".noUi-handle").press("ArrowRight", timeout=READY)

        expect(page.get_by_text("now 4")).to_be_visible(timeout=READY)
        assert served.said() == ""
