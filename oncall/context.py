"""What every page's frame shows: menu, who is on duty now, warnings."""

from typing import Any

from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """The variable `house` of base.html."""
    return {"house": {}}
