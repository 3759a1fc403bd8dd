"""The example reader: twelve weeks of invented answers in a workbook of their own.

``pages`` has what the reader wrote, :mod:`.story` reads it, :mod:`.everyday` makes what comes day
by day, :mod:`.making` puts both into a file, and :mod:`.addresses` says which pages show that file.
"""
