"""The workbook in Voila: settings, the page's template, and what the server does before a kernel."""
