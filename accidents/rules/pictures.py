"""Whether a photograph can serve as evidence: large enough, light enough, sharp enough."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accidents.rules.questions import Text

SHORT_EDGE = 480  # pixels: a plate at ten steps can still be read
DARK = 38.0  # mean brightness of 0–255
GLARE = 244.0
BLURRED = 22.0  # variance of the Laplacian of the picture scaled to 512 pixels


@dataclass(frozen=True)
class Flaw:
    code: str
    sentence: Text


TOO_SMALL = Flaw("too_small", _("The photo is too small. Take it with the camera, not from a chat."))
TOO_DARK = Flaw("dark", _("The photo is too dark. Turn on the lights or the torch and take it again."))
TOO_BRIGHT = Flaw("glare", _("The photo is too bright. Turn away from the sun and take it again."))
TOO_BLURRED = Flaw("blurred", _("The photo is blurred. Hold the phone still and take it again."))


def flaw(width: int, height: int, brightness: float, sharpness: float) -> Flaw | None:
    """The first thing that is wrong, or None."""
    if min(width, height) < SHORT_EDGE:
        return TOO_SMALL
    if brightness < DARK:
        return TOO_DARK
    if brightness > GLARE:
        return TOO_BRIGHT
    return TOO_BLURRED if sharpness < BLURRED else None
