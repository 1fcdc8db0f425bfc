"""Pages for templates: which there are, telling the program what each cell of a new one is, its rules, a new edition.

What a cell is thought to be, what a rule says and what an edition changed comes from services; here it is shown, and a
person says yes or something else.
"""
