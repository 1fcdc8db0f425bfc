"""Parts pages are made of: buttons, fields, choices, banners, frames. They know nothing of complaints.

Tables and their models live in ``tables``, the drawing of workbooks in ``sheets``.
"""
