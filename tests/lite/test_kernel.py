"""The kernel of a workbook without a server, outside of a browser."""

import subprocess
import sys

SAYS_AFTER_IT_WAS_LEFT = """
import json
from reconnect_widgets.lite.kernel import start
said = {"comm_id": "of a page before", "data": {"method": "custom", "content": {"type": "kept", "no": 1}}}
start(print).hear(json.dumps({"msg_type": "comm_msg", "content": said}))
"""


def test_what_a_page_says_that_was_left_is_no_warning_in_its_console() -> None:
    """The browser has often written the last words only when the next page is asked for."""
    command = [sys.executable, "-c", SAYS_AFTER_IT_WAS_LEFT]
    heard = subprocess.run(command, capture_output=True, text=True, check=True)

    assert heard.stdout + heard.stderr == ""
