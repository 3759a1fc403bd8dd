"""Where the workbook can run for many: JupyterHub, Kubernetes, and a check of what Binder does."""
