"""Repeats without Docker what Binder does with this repository, and walks it as a reader.

    python3 -m deploy.binder [--idle SECONDS] [--python COMMAND] [--keep FOLDER]

It asks repo2docker for its recipe, installs the versions that repo2docker freezes, carries the
recipe out in a clean clone and home, starts the server as BinderHub does, and opens a browser.
What it cannot repeat: conda's builds of these versions, Ubuntu, and the limits of memory.
"""
