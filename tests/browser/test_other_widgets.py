"""Other people's widgets need JupyterLab: a page says so in their place, and is whole around them."""

from pathlib import Path

from own_pages import add_page, copy_of_notebooks
from pages import READY
from playwright.sync_api import Page, expect
from processes import serve_workbook

SLIDER = "import ipywidgets\nipywidgets.IntSlider(value=3, description='How much')"
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
