"""Figures: what each is (catalogue), how it is counted (counting), computed (arithmetic, evaluate), explained (behind).

An indicator is data, never code. Everything here reads; nothing here changes a record, knows a workbook or
shows a page. Arithmetic is ``Decimal`` throughout.
"""
