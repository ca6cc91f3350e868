"""Bodies about API keys."""

from gateway.schemas.explained import Choice, Instant, Items, Part, Shape, Text, Whole
from gateway.scopes import ROLES, SCOPES


class RequestBudget(Shape):
    """Requests a minute instead of the platform's budget."""

    reads = Whole(1, 1_000_000)
    writes = Whole(1, 1_000_000)


class NewApiKey(Shape):
    """role: a bundle of scopes; scopes: exactly these instead."""

    client = Text(
        64,
        pattern=r"(?!oidc\.)[A-Za-z0-9][A-Za-z0-9._\-]*",
        wanted="letters, digits, dots, dashes and underscores",
        required=True,
    )
    name = Text(100, least=0, load_default="")
    mode = Choice("live", "test", load_default="live")
    role = Choice(*sorted(ROLES), load_default="integrator")
    scopes = Items(Choice(*sorted(SCOPES)), least=1, most=len(SCOPES))
    expires_at = Instant()
    budget = Part(RequestBudget)


class KeyRotation(Shape):
    """overlap_hours: for how long the old secret still opens; 0: no longer."""

    overlap_hours = Whole(0, 168, load_default=24)
