"""Taking registers in from spreadsheets: the file and what it would do, what its columns are, earlier imports.

``page`` leads from the file to the plan and to what was done, ``plan_view`` draws a plan, ``columns_page`` lets a
person say what the columns are with the choices of ``chooser``, ``batches_page`` lists imports and takes
them back, ``blank`` saves an empty register.
How files are read and compared is ``services.register``.
"""
