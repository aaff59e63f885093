"""The time zones a team may live in: French territories first."""

from functools import cache
from zoneinfo import available_timezones

# zone, French name, English name
FRENCH_ZONES: tuple[tuple[str, str, str], ...] = (
    ("Europe/Paris", "France hexagonale et Corse", "Mainland France and Corsica"),
    ("America/Guadeloupe", "Guadeloupe", "Guadeloupe"),
    ("America/Martinique", "Martinique", "Martinique"),
    ("America/Cayenne", "Guyane", "French Guiana"),
    ("Indian/Reunion", "La Réunion", "Réunion"),
    ("Indian/Mayotte", "Mayotte", "Mayotte"),
    ("America/St_Barthelemy", "Saint-Barthélemy", "Saint Barthélemy"),
    ("America/Marigot", "Saint-Martin", "Saint Martin"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon"),
    ("Pacific/Noumea", "Nouvelle-Calédonie", "New Caledonia"),
    ("Pacific/Tahiti", "Polynésie : Tahiti", "Polynesia: Tahiti"),
    ("Pacific/Marquesas", "Polynésie : Marquises", "Polynesia: Marquesas"),
    ("Pacific/Gambier", "Polynésie : Gambier", "Polynesia: Gambier"),
    ("Pacific/Wallis", "Wallis-et-Futuna", "Wallis and Futuna"),
)
# the rest of the database is aliases and clocks no town lives by
AREAS = (
    *("Africa", "America", "Antarctica", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
)


@cache  # reads a folder of six hundred files
def other_zones() -> tuple[str, ...]:
    """Every other zone that is named after a place, in order."""
    french = {zone for zone, _, _ in FRENCH_ZONES}
    places = tuple(f"{area}/" for area in AREAS)
    return tuple(
        zone
        for zone in sorted(available_timezones())
        if zone.startswith(places) and zone not in french
    )
