"""Renderers of what the program hands out: workbooks of our own and PDF. They get plain data and give bytes.

No database, no arithmetic: figures arrive computed. One file per report; reportlab only in the PDF files,
spreadsheet writers only in the workbook files.
"""
