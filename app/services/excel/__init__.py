"""Spreadsheets and nothing else: templates' mappings, reading, filling, reading back, layout for drawing.

Everything here is a pure function of bytes or a file; no database, no window. Reading .xlsx is a pass of our
own over the XML in the zip, python-calamine reads .xls, .xlsb and .ods; both are met only here. What a figure
means, who may send a return and what a merge does belong to the services that call this package.
"""
