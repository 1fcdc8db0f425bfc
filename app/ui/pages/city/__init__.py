"""市级汇总: who has reported, taking files in, looking at one return, adding them up.

``standings`` reads how things stand, ``board``, ``collecting``, ``office_view``, ``cards`` and ``offices_panel`` are
what is seen. ``frame`` holds the views together; ``judging``, ``gathering``, ``summing`` and ``page`` add, one on
top of the other, what one can do in them. What a file is worth is decided by ``services.submissions``, what is added
up by ``services.merging``.
"""
