"""A page may hold widgets that are not the workbook's own: sliders of ipywidgets, anybody's anywidget."""

from pathlib import Path

from nbformat import write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pages import READY
from playwright.sync_api import Page, expect
from processes import eventually, serve_workbook

from reconnect_widgets.stages import STAGES

SLIDER = """
import ipywidgets
slider = ipywidgets.IntSlider(value=3, description="How much")
said = ipywidgets.Label("nothing yet")
slider.observe(lambda change: setattr(said, "value", f"now {change.new}"), names="value")
ipywidgets.VBox([slider, said])
"""
LATER = """
made = ipywidgets.VBox()
more = ipywidgets.Button(description="One more")
more.on_click(lambda _: setattr(made, "children", (ipywidgets.Label("made later"),)))
less = ipywidgets.Button(description="One less")
less.on_click(lambda _: made.children[0].close())
ipywidgets.VBox([more, less, made])
"""
BYTES = """
drawn = b'<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"/>'
ipywidgets.Image(value=drawn, format="svg+xml")
"""
ANYWIDGET = """
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = '''
    export default { render({ model, el }) {
      const button = document.createElement("button");
      const show = () => { button.textContent = `count ${model.get("count")}`; };
      button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
      model.on("change:count", show);
      show();
      el.append(button);
    } };
    '''
    count = traitlets.Int(0).tag(sync=True)
Counter()
"""
OURS = """
from reconnect_widgets import open_page, text
page = open_page("01")
page.form(text("space.own", "A question of ours"))
"""


def test_other_widgets_and_ours_work_on_one_page(page: Page, tmp_path: Path) -> None:
    shown = (SLIDER, LATER, BYTES, ANYWIDGET, OURS)
    cells = [new_markdown_cell("# Mixed"), *map(new_code_cell, shown)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    folder = tmp_path / "own"
    folder.mkdir()
    write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / STAGES[0].file)
    with serve_workbook("--notebooks", folder, data=tmp_path / "data") as served:
        page.goto(served.address)
        handle = page.locator(".noUi-handle")
        handle.focus(timeout=READY)
        for _ in range(5):  # quicker than a kernel answers
            handle.press("ArrowRight")
        expect(page.get_by_text("now 8")).to_be_visible(timeout=READY)
        page.get_by_role("button", name="One more").click()
        expect(page.get_by_text("made later")).to_be_visible(timeout=READY)
        page.get_by_role("button", name="One less").click()
        expect(page.get_by_text("made later")).to_have_count(0, timeout=READY)
        eventually(lambda: page.evaluate("document.querySelector('main img').naturalWidth") == 7)
        page.get_by_role("button", name="count 0").click()
        expect(page.get_by_role("button", name="count 1")).to_be_visible(timeout=READY)
        page.get_by_label("A question of ours").fill("words")
        expect(page.locator("main .rc-saved")).to_have_attribute(
            "data-state", "saved", timeout=READY
        )
