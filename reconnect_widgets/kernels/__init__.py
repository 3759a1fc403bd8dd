"""How a page comes by its kernel quickly: forked from a warm process, or ready before it is asked for.

Nothing here is needed for a page to work. Where a way is not to be had, Jupyter's own is taken.
"""
