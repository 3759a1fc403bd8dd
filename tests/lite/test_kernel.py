"""The kernel of a workbook without a server, outside of a browser."""

import subprocess
import sys
from pathlib import Path

from own_pages import add_page, few_notebooks

from reconnect_widgets.stages import BY_NUMBER, START

SAYS_AFTER_IT_WAS_LEFT = """
import json
from reconnect_widgets.lite.kernel import start
said = {"comm_id": "of a page before", "data": {"method": "custom", "content": {"type": "kept", "no": 1}}}
start(print).hear(json.dumps({"msg_type": "comm_msg", "content": said}))
"""

TURNS_TO_ALL = """
import asyncio, sys
from pathlib import Path
from reconnect_widgets import places
places.notebooks_folder = lambda: Path(sys.argv[1])
from reconnect_widgets.lite.needed import turn_to_all
from reconnect_widgets.lite.kernel import start
try:
    asyncio.run(turn_to_all())
finally:
    print(asyncio.run(start(print).visit.turn("own.ipynb", {}))["cells"])
"""


def test_what_a_page_says_that_was_left_is_no_warning_in_its_console() -> None:
    """The browser has often written the last words only when the next page is asked for."""
    command = [sys.executable, "-c", SAYS_AFTER_IT_WAS_LEFT]
    heard = subprocess.run(command, capture_output=True, text=True, check=True)

    assert heard.stdout + heard.stderr == ""


def test_a_page_that_fails_ends_a_build_with_what_is_wrong(tmp_path: Path) -> None:
    folder = few_notebooks(tmp_path, START)
    add_page(folder, BY_NUMBER["01"].file, "'all is well'", "page = open_pages('01')")
    for_pandas = "raise ModuleNotFoundError(\"No module named 'pandas'\")"  # it comes later
    add_page(folder, BY_NUMBER[START].file, for_pandas)
    add_page(folder, "own.ipynb", "words = 'my words'\nraise KeyboardInterrupt(words)")
    command = [sys.executable, "-c", TURNS_TO_ALL, str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert said.returncode == 1
    assert said.stderr.splitlines()[-1] == (
        "RuntimeError: What is wrong is in code cell 2 of 01-give-space.ipynb: NameError: name "
        "'open_pages' is not defined."
    )
    assert "KeyboardInterrupt" in said.stdout
    assert "my words" not in said.stdout
