"""Every use case without a window: for scripts, tests and administrators.

``main`` reads the call and answers problems, ``output`` prints, the other modules hold the commands of one area
each. No rule of the domain lives here: a command calls services and shapes their answer.
"""
