"""The workbook without a server, beside Voici and stock Voila: ``python -m benchmarks.files``."""
