"""A small plot as SVG, with no library: how long a reader waits, bar by bar."""

from html import escape

from .figures import Run

WIDE, LEFT, ROW, BAR = 720, 110, 62, 16
COLORS = ("#2f6f73", "#8fb7b3")
NAMES = {
    "workbook": "Workbook", "stock": "Stock Voila", "floor": "Its floor",
    "streamlit": "Streamlit", "solara": "Solara", "panel": "Panel",
}  # fmt: skip


def plot(run: Run) -> str:
    """Return an SVG with two bars for each subject: *Next* and the first visit, until it reacts."""
    waits = {name: (figures.next_ready, figures.first("reacts")) for name, figures in run.items()}
    longest = max(max(pair) for pair in waits.values())
    scale = (WIDE - LEFT - 90) / longest
    tall = 56 + ROW * len(waits)
    parts = [_legend()]
    for row, (name, pair) in enumerate(waits.items()):
        top = 48 + row * ROW
        parts.append(_text(LEFT - 10, top + 22, NAMES.get(name, name), "end"))
        for line, (wait, color) in enumerate(zip(pair, COLORS, strict=True)):
            y = top + line * (BAR + 4)
            parts.append(
                f'<rect x="{LEFT}" y="{y}" width="{wait * scale:.1f}" height="{BAR}" fill="{color}"/>'
            )
            parts.append(_text(LEFT + wait * scale + 6, y + 13, f"{wait:,.0f} ms"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>Time until the form reacts</title>'
        f'<rect width="{WIDE}" height="{tall}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _legend() -> str:
    words = ("Next (warm): form reacts and is filled", "First visit (cold): form reacts")
    parts = []
    for number, (color, label) in enumerate(zip(COLORS, words, strict=True)):
        x = LEFT + number * 290
        parts.append(f'<rect x="{x}" y="14" width="12" height="12" fill="{color}"/>')
        parts.append(_text(x + 18, 25, label))
    return "".join(parts)


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" fill="#222">{escape(words)}</text>'
