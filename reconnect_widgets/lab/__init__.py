"""The workbook in JupyterLab: the application preset, and a reader's copy of the notebooks."""
