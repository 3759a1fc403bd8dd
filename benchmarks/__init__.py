"""How quick the workbook is, beside stock Voila and three peers: ``python -m benchmarks``.

``files`` (the workbook without a server, beside Voici), ``journey`` and ``load`` are commands of their
own. Everything talks to 127.0.0.1 alone.
"""
