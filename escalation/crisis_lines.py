"""The lines of a log that a crisis alone has: how they look, and who reads them."""

from escalation.models import Verdict

TONES = {
    "update_late": "info",
    "validation_yes": "ok",
    "validation_changed": "ok",
    "validation_no": "crisis",
    "validation_late": "info",
}
# not for callers (escalation/timeline.py)
INSIDE = frozenset(
    {
        "update_late",
        "validation_asked",
        "validation_late",
        *(f"validation_{verdict}" for verdict in Verdict.values),
        "relay_planned",
        "relay_dropped",
        "relay_told",
        "stood_down",
        "debrief_planned",
        "debrief_held",
    }
)
