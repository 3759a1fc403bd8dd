"""Charts as SVG that reads well at any width, in light and dark, on paper and aloud.

Nothing here knows of questions, answers, pandas or widgets: figures and words come in, HTML goes
out. Colors come from the page's own tokens (``widgets/charts.css``). What a chart shows it also
says in a ``title`` and a ``desc``; :func:`figure` adds its sentence and its figures as a table.

How it stays readable on a phone: across, everything is placed in per cent of the plot; down, and
for every letter, in ``em``. So a chart grows wider with its page while its words keep their size,
and grow with the reader's own font size. The gutter for the words of an axis is the ``svg``
element's left padding, which leaves the per cents to the plot alone.
"""

from .figure import early, figure, heads, is_drawn, key, short_day
from .moments import MOST_MOMENTS, before_after
from .multiples import cells, shades, tables
from .over_time import line_chart, thin
from .sparkline import small_bars, small_line, small_share, sparkline
from .strips import progress_strip, span_strip
from .tracks import Track, tracks
from .weekly import weekly_bars

__all__ = [
    "MOST_MOMENTS",
    "Track",
    "before_after",
    "cells",
    "early",
    "figure",
    "heads",
    "is_drawn",
    "key",
    "line_chart",
    "progress_strip",
    "shades",
    "short_day",
    "small_bars",
    "small_line",
    "small_share",
    "span_strip",
    "sparkline",
    "tables",
    "thin",
    "tracks",
    "weekly_bars",
]
