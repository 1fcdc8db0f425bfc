"""月报: an office's own returns, made in five steps: 查漏 表格 核对 封存 导出.

``guide`` says how the steps stand, ``workbook`` reads a return into plain data for the sheet view, ``periods`` knows
which periods there are. ``loose``, ``ready``, ``after`` and ``sending`` are the bodies of steps beside the sheets;
``figure``, ``answers``, ``remarks``, ``choosing`` and ``sealing`` are what the margin shows. ``frame`` holds the parts
together; ``explaining``, ``walking``, ``finishing``, ``exporting`` and ``page`` add, one on top of the other, what one
can do. What counts and what is written is decided by ``services.returns`` and ``services.exporting``; returns that were
sent are ``pages.returns``.
"""
