"""Making people unrecognisable in the papers of one case: names become stable pseudonyms, numbers and addresses go.

``people`` gives pseudonyms, ``shapes`` knows what numbers and addresses look like, ``masking`` replaces both in any
text. Nothing here reads the database or draws: text and facts in, text out.
"""

from app.services.casefile.redaction.masking import Redactor
from app.services.casefile.redaction.people import Person, cast_of

__all__ = ["Person", "Redactor", "cast_of"]
