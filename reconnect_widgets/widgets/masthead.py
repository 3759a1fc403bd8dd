"""The head of a page: the marks on the map, and what must be said first."""

import os

import traitlets

from ..help.folded import folded_help
from .assets import PAGE_BRINGS_THEM
from .part import Part


class Masthead(Part):
    """In Voila it tells the page's header what it shows; in JupyterLab it says where the page stands."""

    module = "masthead"

    place = traitlets.Unicode("", help="where the page stands, in words").tag(sync=True)
    help = traitlets.Unicode(help="where to turn, where no header has it").tag(sync=True)
    lock = traitlets.Unicode("", help="of a locked workbook: open or shut").tag(sync=True)
    map = traitlets.Dict(help="marks by page, one sentence, and the name").tag(sync=True)
    pull = traitlets.Dict(help="what the moment of the pull shows").tag(sync=True)

    @traitlets.default("help")
    def _help(self) -> str:
        return "" if PAGE_BRINGS_THEM in os.environ else str(folded_help())
