"""The same form in Voici, which is Voila's own way without a server."""
