"""Figures: what each is (catalogue), how it is counted (counting), computed (arithmetic, evaluate), explained (behind).

An indicator is data, never code: the shipped ones are files, an office's own are rows (own), made from conditions or a
formula in words (choosing, making, wording). The use cases of the catalogue and of tags for many cases are in records.
The rest reads; nothing here changes a case but for its tags, knows a workbook or shows a page. Arithmetic is
``Decimal`` throughout.
"""
