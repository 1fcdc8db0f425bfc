"""Trying the program out: the offer after set-up, and the guided first complaint in the practice office.

Here belong pages and guides that only the practice office, or the way to it, needs. What the practice office is,
and what may leave it, belongs to ``services.practice``; the watermark belongs to the shell.
"""
