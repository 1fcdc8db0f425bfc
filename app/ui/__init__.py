"""The window: PySide6 lives here and nowhere else.

``theme`` holds every colour, size and font; ``widgets``, ``tables`` and ``sheets`` are the parts pages are made
of; ``pages`` are what a person sees; ``shell`` is the window around them; ``jobs`` takes work off the GUI
thread. What knows the domain or the database stays in ``services``; pages receive frozen dataclasses.
"""
