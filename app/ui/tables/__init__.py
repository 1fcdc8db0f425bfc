"""Tables: columns as data, models that fetch pages, one delegate that paints every cell from tokens.

No widgets in cells, uniform row heights, no business data: rows are whatever frozen dataclass a page gives.
"""
