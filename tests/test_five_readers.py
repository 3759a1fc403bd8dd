"""Five readers open all fourteen pages: each page reads differently for them."""

import re

import nbformat
from readers import READERS, becomes

from reconnect_widgets.places import answers_path, notebooks_folder
from reconnect_widgets.stages import STAGES
from reconnect_widgets.store import Store

ADVICE = re.compile(r'class="rc-advice[^"]*"[^>]*>\s*<p[^>]*>(.*?)</p>', re.DOTALL)


def advice_on(stage):
    """Run a page's notebook, say hello as a browser does, and return the advice that is shown."""
    cells = nbformat.read(notebooks_folder() / stage.file, 4).cells
    names = {}
    for cell in cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    session = names["page"].session
    session.heard(session.masthead, {"type": "hello", "visit": "v"})
    session.store.close()
    return tuple(found for words in session.parts.words for found in ADVICE.findall(words.html))


def test_each_page_reads_differently_for_five_readers(tmp_path, monkeypatch):
    """At least three different readings on every page, and none of them empty."""
    readings = {}
    for number, (name, situation) in enumerate(READERS.items()):
        monkeypatch.setenv("RECONNECT_DATA", str(tmp_path / str(number)))
        store = Store(answers_path())
        becomes(store, *situation)
        store.close()
        readings[name] = {stage.number: advice_on(stage) for stage in STAGES}

    for stage in STAGES:
        here = [readings[name][stage.number] for name in READERS]
        assert all(here), stage.title
        assert len(set(here)) >= 3, stage.title
