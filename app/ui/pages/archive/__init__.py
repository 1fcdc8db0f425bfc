"""The pages of the archive: what may be filed, files by year and box, what may go; filing many; one file.

``page`` is the lists, ``columns`` and ``beside`` what they show, ``handing_out`` catalogues, labels and whole files on
their way to paper, ``filing_page`` files cases, ``file_page`` asks for what changes a file or ends it.
"""
