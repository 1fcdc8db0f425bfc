"""函件: letters the office sent, whether they were answered, and the form to write one or its answer.

``page`` is the list, ``writing_page`` the form, ``looks`` how a letter is shown elsewhere. The paper itself is made by
``services.papers`` and looked at in the preview.
"""
