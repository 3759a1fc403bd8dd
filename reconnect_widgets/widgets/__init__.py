"""The widgets: each a Python class with a JavaScript module of the same stem."""
