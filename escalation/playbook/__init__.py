"""What the program knows to do, until a team says it otherwise: one document per case
and event, in French and English. Structure and cautions from DOMAIN.md C3 to C5
(CERC's six parts of a first message among them); to be adapted by each city.
"""

from functools import cache
from importlib.resources import files

from escalation.core.sheets import Sheet, read_sheet

TEXTS = files(__name__) / "texts"


@cache
def usual(subject: str, language: str) -> Sheet:
    """The document of a case or an event as delivered; empty for one without."""
    document = TEXTS / f"{subject}.{'fr' if language == 'fr' else 'en'}.md"
    if not document.is_file():
        return Sheet()
    return read_sheet(document.read_text(encoding="utf-8"))
