"""Many texts that left before a test begins."""

from datetime import datetime, timedelta
from uuid import uuid4

from people import phone_of

from escalation.models import Page, PageState, Purpose


def sent_before(world, number: int, at: datetime, **fields) -> list[Page]:
    """So many texts to Lena, a minute before, about nothing."""
    about = {"person": world.person("lena"), "to": phone_of("lena"), "channel": "sms"}
    about |= {"purpose": Purpose.REPLY, "state": PageState.DELIVERED} | fields
    created_at = about.pop("created_at", at - timedelta(minutes=1))
    return Page.objects.bulk_create(
        Page(
            uuid=uuid4(),
            key=f"before:{uuid4()}",
            text="…",
            created_at=created_at,
            due_at=created_at,
            expires_at=created_at,
            **about,
        )
        for _ in range(number)
    )
