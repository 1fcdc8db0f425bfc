"""消保台账 (Xiaobao Ledger): an offline register of consumer complaints and its statistical returns.

At this level live only the pieces every layer may use (``errors``, ``paths``, ``config``, ``logs``,
``progress``) and the two ways in: ``__main__`` (window or command line) and ``bootstrap`` (wires the
services by hand). What knows the domain goes to ``services``, what is stored to ``models``, what is seen
to ``ui``.
"""

__version__ = "0.1.0"
