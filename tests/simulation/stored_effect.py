"""An effect at rest, as the service's `effects` collection keeps it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from shared.persistence.mapping import to_plain
from shared.persistence.store import StoredEffect


@dataclass(slots=True)
class EffectRecord:
    """lease: the token and the end of the lease, while it is leased; outcomes: one word for each attempt."""

    effect: StoredEffect
    due_at: datetime
    state: Literal["due", "leased", "done", "given_up", "withdrawn"] = "due"
    tries: int = 0
    token: str = ""
    until: datetime | None = None
    outcomes: list[str] = field(default_factory=list)

    def ask_again(self, effect: StoredEffect) -> None:
        """Due again under the same id, with its attempts kept."""
        self.effect, self.state, self.due_at, self.tries = effect, "due", effect.due_at, 0
        self.token, self.until = "", None

    @property
    def is_pending(self) -> bool:
        return self.state in ("due", "leased")

    def document(self) -> dict[str, Any]:
        """What the worker reads of it."""
        effect = self.effect
        return {
            "_id": effect.id,
            "destination": effect.destination,
            "what": to_plain(effect.what),
            "tenant": effect.tenant,
            "subject": effect.subject,
            "tries": self.tries,
        }
