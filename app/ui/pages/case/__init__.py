"""One case on the screen: what to do now, what happened, its papers, files, letters, people and related cases.

Here are the page of a case with its sections, the form every move is asked with, and the forms of papers. How a case is
drawn in the margin of the list (``detail``) is here too, and the changes of its fields (``history``). Writing a case
down and changing its fields is ``entry``; the list of cases is ``register``.
"""
