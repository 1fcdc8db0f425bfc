"""Letters the office sends: queries to authorities, letters that ask a trader to put things right, warnings.

``fields`` reads what was typed, ``face`` is what a letter looks like from outside and how it stands, ``listing`` finds
letters and says which wait for an answer, ``keeping`` writes one change with its history, ``records`` are the use
cases. A letter is what was asked and answered; the paper that goes out is made and kept by ``papers``, and which steps
a case took is ``casework``.
"""

from app.services.letters.face import KIND_WORDS, STATE_WORDS, Letter, LetterEdit, LetterList, Waiting
from app.services.letters.listing import waiting
from app.services.letters.records import Kept, Letters

__all__ = ["KIND_WORDS", "STATE_WORDS", "Kept", "Letter", "LetterEdit", "LetterList", "Letters", "Waiting", "waiting"]
