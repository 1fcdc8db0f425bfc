"""市级汇总: who has reported, taking files in, looking at one return, adding them up.

``standings`` reads how things stand, ``board`` shows offices × months, ``collecting`` the files taken in,
``office_view`` one office's return, ``merged`` the sum, ``page`` puts them together. What a file is worth is decided
by ``services.submissions``, what is added up by ``services.merging``.
"""
