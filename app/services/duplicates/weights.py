"""Every number by which two cases are judged, in points; how they came about, and what holds of them.

The shape is the usual one of record linkage (Fellegi and Sunter 1969): each field that can be compared adds points
when it agrees and takes some when it differs, more the rarer such an agreement is between different cases; a field
nobody filled in says nothing. About two points are a factor of four.

Three rules stand above the sum, each against a kind of look-alike that sums alone get wrong:

* *who* (telephone, name) must not speak against it: when a gym closes, a hundred members tell the same clerk the
  same story about the same trader on the same day for the same price. Two strangers are two cases.
* *what* (trader, amount, facts, goods, days) must speak for it: one person may have trouble with two shops, and a
  family shares a telephone.
* a trader that everybody complains of says less than one that comes up once.

The numbers were set by hand on ``tests/services/duplicates/pairs/tuning.toml`` and then tried, unchanged, on
``unseen.toml``; the test beside them says which shares of each are found. They lean towards showing a case too many:
looking at one at the side costs a glance, a case counted twice makes every figure after it wrong.
"""

from __future__ import annotations

from typing import Final

#: From here on a case is shown at the side.
SHOWN: Final = 9.0
#: *Who* must come to this, *what* to that.
WHO_LEAST: Final = 0.0
WHAT_LEAST: Final = 2.0
#: At most so many are shown; a third one is hardly ever looked at.
MOST: Final = 3

# -- who: a number belongs to a family, so it says more than a name and less than both
PHONE_SAME: Final = 6.0
#: Two neighbouring figures changed places, one is wrong, one is missing; of a whole number only.
PHONE_NEAR: Final = 3.0
#: Everybody has two; a landline and a mobile say nothing against each other.
PHONE_DIFFERENT: Final = -2.5
NAME_SAME: Final = 4.0
#: One character that sounds the same, or one of three written wrongly.
NAME_NEAR: Final = 2.5
#: «周先生» and «周海明».
NAME_SURNAME: Final = 1.0
#: Sons and wives call for each other, so this alone does not outweigh the telephone.
NAME_DIFFERENT: Final = -4.0

# -- what
#: For a trader that comes up once; less the more cases it has (see :func:`trader_points`).
TRADER_SAME: Final = 4.0
TRADER_LEAST: Final = 1.5
#: The same without place, bracket and legal form, or a slip.
TRADER_ALIKE: Final = 2.5
#: Most of the name is shared; it may be another spelling, or another shop of the same trade.
TRADER_AKIN: Final = 0.0
TRADER_DIFFERENT: Final = -5.0
AMOUNT_SAME: Final = 2.5
#: A hundred, five hundred, a thousand: prices of many things.
AMOUNT_SAME_ROUND: Final = 2.0
#: Rounded, or off by a twentieth.
AMOUNT_NEAR: Final = 1.5
AMOUNT_NEAR_SHARE: Final = 0.05
AMOUNT_DIFFERENT: Final = -1.5
#: Likeness of the facts from 0 to 1 (see ``likeness.facts``) → points; the first that is reached holds.
FACTS: Final = ((0.50, 4.0), (0.35, 3.0), (0.22, 2.0), (0.12, 0.5), (0.05, -1.0), (0.0, -2.5))
#: What counts as «alike» for the person who reads.
FACTS_ALIKE: Final = 0.22
GOODS_SAME: Final = 1.0
GOODS_DIFFERENT: Final = -2.0
CATEGORY_SAME: Final = 0.5
CATEGORY_DIFFERENT: Final = -1.0
BOUGHT_SAME: Final = 2.5
BOUGHT_NEAR: Final = 1.0
BOUGHT_NEAR_DAYS: Final = 3
BOUGHT_DIFFERENT: Final = -1.5
#: Days between the two receptions → points; the first that is reached holds. The same case comes again within days
#: (a second clerk, the paper of the pile) or after weeks (asking how far it is); later it is mostly another one.
RECEIVED: Final = ((3, 2.0), (10, 1.5), (35, 0.0), (100, -1.5), (100_000, -4.0))
#: Reception so near is a reason one can name.
RECEIVED_NEAR_DAYS: Final = 10


def trader_points(cases: int) -> float:
    """Points for the same trader when it has ``cases`` in the register: 4 for a rare one, 1.5 from about 40 on."""
    return max(TRADER_LEAST, TRADER_SAME - 0.47 * max(cases, 1).bit_length() + 0.47)


def facts_points(likeness: float) -> float:
    """Points for facts that are alike to this degree."""
    return next(points for least, points in FACTS if likeness >= least)


def received_points(days: int) -> float:
    """Points for so many days between the receptions."""
    return next(points for most, points in RECEIVED if days <= most)
