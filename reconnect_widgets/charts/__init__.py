"""Charts as SVG that reads well at any width, in light and dark, on paper and aloud.

Nothing here knows of questions, answers, pandas or widgets: figures and words come in, HTML goes
out. Colors come from the page's own tokens (``widgets/charts.css``). What a chart shows it also
says in a ``title`` and a ``desc``; :func:`figure` adds its sentence and its figures as a table.

How it stays readable on a phone: across, everything is placed in per cent of the plot; down, and
for every letter, in ``em``. So a chart grows wider with its page while its words keep their size,
and grow with the reader's own font size. The gutter for the words of an axis is the ``svg``
element's left padding, which leaves the per cents to the plot alone.
"""

from .figure import early, figure, is_drawn, key, short_day
from .moments import MOST_MOMENTS, before_after
from .over_time import line_chart, thin
from .strips import Pair, paired_dots, progress_strip, span_strip
from .tracks import Track, tracks
from .weekly import weekly_bars

__all__ = [
    "MOST_MOMENTS",
    "Pair",
    "Track",
    "before_after",
    "early",
    "figure",
    "is_drawn",
    "key",
    "line_chart",
    "paired_dots",
    "progress_strip",
    "short_day",
    "span_strip",
    "thin",
    "tracks",
    "weekly_bars",
]
