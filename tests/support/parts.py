"""A page's parts without a browser."""

from typing import Any

from reconnect_widgets.widgets.part import Part


def hear(part: Part, **message: Any) -> None:
    """Let a part hear a message as the browser sends it."""
    part._handle_custom_msg(message, [])
