"""Forms with a tool among their questions: each is brought to life by the JavaScript of its name."""

from ..forms import FormPlan
from .assets import module
from .form import Form

SHARED = ("visit.js", "drafts.js", "saver.js", "controls.js", "rows.js")
TOOLS: dict[str, type[Form]] = {}


def widget_for(plan: FormPlan) -> type[Form]:
    """Return the widget that a form needs."""
    return TOOLS[plan.tool.name] if plan.tool else Form
