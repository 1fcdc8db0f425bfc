"""What a case is probably about, and how a sentence probably goes on: offered while somebody types, never filled in.

Category and nature are suggested from the facts and the thing bought; facts are completed with the office's own
earlier clauses. ``lexicon`` is what the program knows from the start, ``words`` finds it in a text, ``cleaning`` says
what of a case may be remembered, ``counts`` and ``clauses`` hold what an office's register teaches, ``guessing`` and
``phrases`` answer, ``following`` reads the register, ``keeping`` is the file, ``suggester`` the face of it all.
README.md has what was measured. Nothing here writes to the register, and nothing decides: traders, people and likely
duplicates are remembered elsewhere.
"""

from app.services.suggesting.guessing import Guess
from app.services.suggesting.suggester import Suggester

__all__ = ["Guess", "Suggester"]
