"""``python -m reconnect_widgets`` is the command ``reconnect``."""

import sys

from .cli import main

sys.exit(main())
