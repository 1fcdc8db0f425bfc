"""What ``packaging/start.py`` does: make a private environment, look at the machine, then run the program.

Standard library only, for nothing is installed yet when this runs. Everything told is told in Chinese and in
English, and every expected failure is one sentence with what to do. What the program itself does is in ``app``.
"""
