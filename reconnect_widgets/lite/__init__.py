"""The workbook as mere files: its pages, and Python in the reader's own browser."""
