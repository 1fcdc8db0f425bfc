"""The look: colours, sizes and type of both themes, and the one place that applies them.

Only this package may hold a colour value, a pixel count in a stylesheet or the name of a font. Widgets ask
``look()`` for what they paint with; they never keep a copy across a change of theme or letter size.
"""

from app.ui.theme.look import Look, look
from app.ui.theme.tokens import CONTRAST, LIGHT, SCALES, Colours, Tone

__all__ = ["CONTRAST", "LIGHT", "SCALES", "Colours", "Look", "Tone", "look"]
