"""名册: the network, volunteers, titles: the list with its count on a day, the forms of an entry, taking in a list.

One page serves each of the three registers; what differs is in ``services.rosters.face``.
"""
