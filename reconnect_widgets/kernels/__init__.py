"""The kernels of visits: where they come from, how the server meets them, and when they end."""
