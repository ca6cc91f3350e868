"""API keys: what is asked of them, and how they are read."""

from gateway.access.scopes import ROLES, SCOPES
from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.composed import Items, Part
from gateway.schemas.explained import Choice, Instant, Shape, Text, Whole


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


class KeyBudget(Answer):
    """Requests a minute instead of the platform's budget, which holds for what is null."""

    reads = shown.whole(null=True)
    writes = shown.whole(null=True)


class ApiKey(Answer):
    """An API key without its secret."""

    id = shown.words(example="0123456789abcdef")
    mode = shown.one_of("live", "test")
    client = shown.words(example="web-shop")
    name = shown.words(example="Orders of the web shop")
    role = shown.words(example="integrator")
    scopes = shown.texts()
    api_version = shown.words("The version that it is pinned to.")
    budget = shown.part(KeyBudget, "Null when the platform's holds.", null=True)
    created_at = shown.instant()
    expires_at = shown.instant(null=True)
    revoked_at = shown.instant(null=True)
    last_used_at = shown.instant("To the hour; null when never used.", null=True)
    old_secret_until = shown.instant("Until when the secret before the last rotation opens.", null=True)


class ApiKeySecret(ApiKey):
    """The key as its holder sends it; it is shown here and never again."""

    key = shown.words(example="ck_live_...")


ApiKeyPage = shown.page_of(ApiKey)
