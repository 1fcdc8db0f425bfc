"""Marking cells of workbooks."""
