"""What tells one body from another without saying what was in it."""

import hmac
from dataclasses import dataclass

from shared.security.sealing import Sealer

_PURPOSE = "request-body"


@dataclass(frozen=True, slots=True)
class BodyHash:
    """current: what is stored. older: what was stored for the same body under master keys that do not seal any more."""

    current: str
    older: tuple[str, ...] = ()

    @classmethod
    def of(cls, sealer: Sealer, raw: bytes) -> "BodyHash":
        current, *older = sealer.digests(raw, _PURPOSE)
        return cls(current, tuple(older))

    def was(self, stored: str) -> bool:
        """Whether a stored hash is of this body."""
        return any(hmac.compare_digest(stored, one) for one in (self.current, *self.older))


NO_BODY = BodyHash("")
"""Of a request that is not stored."""
