"""Cases that may be the same dispute written down twice: found while typing, compared, linked, merged or dismissed.

``weights`` holds every number of the judgement with its reason, ``likeness`` compares two values of one field,
``judging`` adds up what two cases have in common, ``candidates`` finds the few cases worth judging, ``links`` keeps
what a person decided, ``merging`` puts two cases together and takes that back. Nothing merges or links by itself.
Who a trader or a complainant is, is ``memory``.
"""

from app.services.duplicates.cases import Duplicates, Likely, Pair
from app.services.duplicates.judging import Compared
from app.services.duplicates.links import Link

__all__ = ["Compared", "Duplicates", "Likely", "Link", "Pair"]
