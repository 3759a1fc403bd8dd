"""Checks ``values.yaml`` against the chart of Zero to JupyterHub.

    python3 -m deploy.kubernetes CHART

``CHART`` is the folder ``jupyterhub`` of a copy of jupyterhub/zero-to-jupyterhub-k8s, or of the
unpacked chart: it holds ``values.yaml`` and ``values.schema.yaml`` (or ``.json``).
"""
