"""What Twilio takes: its own description of the API, and what its error dictionary
adds. Each rule that a request breaks is (code, HTTP status, message)."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SPEC = json.loads(
    (Path(__file__).parent / "data" / "twilio-parameters.json").read_text()
)
E164 = re.compile(r"\+[1-9]\d{7,14}")
EVENTS = {"initiated", "ringing", "answered", "completed"}
FROM = re.compile(r"\+[1-9]\d{7,14}|\d{3,8}|[A-Za-z0-9 ]{1,11}")


def broken_rules(operation: str, fields: dict[str, str]) -> tuple[int, int, str] | None:
    """The first rule of the description that a request breaks."""
    rules = SPEC["operations"][operation]
    for name, value in fields.items():
        rule = rules["params"].get(name)
        if rule is None:
            return (20001, 400, f"Unknown parameter {name}")
        if not fits(value, rule):
            return (20001, 400, f"Invalid {name}")
    for name in rules["required"]:
        if name not in fields:
            return (21604, 400, f"{name} is required")
    names = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in fields}
    for choices in rules["conditional"]:
        if not names & set(choices):
            return (21603 if "from" in choices else 21602, 400, f"One of {choices}")
    return None


def refused_call(fields: dict[str, str]) -> tuple[int, int, str] | None:
    """What Twilio's error dictionary adds to the description of a call."""
    to, sender = fields["To"], fields["From"]
    if not E164.fullmatch(to):
        return (21217, 400, f"Phone number {to} does not appear to be valid")
    if not E164.fullmatch(sender):
        return (21212, 400, f"The 'From' number {sender} is not a valid phone number.")
    if sender == to:
        return (21266, 400, "'To' and 'From' number cannot be the same")
    if not set(fields.get("StatusCallbackEvent", "").split()) <= EVENTS:
        return (21626, 400, "Invalid 'StatusCallbackEvent'")
    if not 1 <= int(fields.get("Timeout", 60)) <= 600:
        return (20001, 400, "Invalid Timeout")
    return None


def fits(value: str, rule: dict[str, Any]) -> bool:
    """True when a value is what the description allows."""
    if rule["type"] == "boolean" and value not in ("true", "false"):
        return False
    if rule["type"] == "integer":
        if not re.fullmatch(r"-?\d+", value):
            return False
        low, high = rule.get("minimum", -(10**9)), rule.get("maximum", 10**9)
        if not low <= int(value) <= high:
            return False
    if not re.fullmatch(rule.get("pattern", r"(?s:.*)"), value):
        return False
    if "enum" in rule and value not in rule["enum"]:
        return False
    is_uri = urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc
    return rule.get("format") != "uri" or bool(is_uri)


def refused_values(fields: dict[str, str]) -> tuple[int, int, str] | None:
    """What Twilio's error dictionary adds to the description."""
    to, sender = fields["To"], fields.get("From", "")
    if not E164.fullmatch(to):
        return (21211, 400, f"The 'To' number {to} is not a valid phone number.")
    if sender == to:
        return (21266, 400, "'To' and 'From' number cannot be the same")
    if sender and not FROM.fullmatch(sender):
        return (21212, 400, f"The 'From' number {sender} is not a valid phone number.")
    if not fields.get("Body"):
        return (21602, 400, "Message body is required.")
    if len(fields["Body"]) > 1600:
        return (21617, 400, "The concatenated message body exceeds 1600 characters")
    if not 1 <= int(fields.get("ValidityPeriod", 36000)) <= 36000:
        return (21624, 400, "The ValidityPeriod is not valid")
    return None
