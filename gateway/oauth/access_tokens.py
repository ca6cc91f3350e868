"""Access tokens that the gateway issues to holders of API keys: short-lived, signed, readable (RFC 9068)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gateway.access.callers import Caller
from gateway.oauth.signing_keys import ALGORITHM, SigningKeys

LIVES = timedelta(minutes=10)
AUDIENCE = "coulisse"
LEEWAY = timedelta(seconds=30)
"""By which clocks may differ."""
TYPE = "at+jwt"
_REQUIRED = ["iss", "aud", "exp", "iat", "sub", "client_id", "scope", "jti"]


@dataclass(frozen=True, slots=True)
class Granted:
    """What a token says: under which key it was issued, and for which of that key's scopes."""

    key: str
    scopes: frozenset[str]
    expires_at: float


class FindsKeys(Protocol):
    """The public keys of the issuer, by id."""

    def find(self, id: str) -> Ed25519PublicKey | None: ...


class TokenReader:
    """Reads tokens of one issuer."""

    def __init__(self, issuer: str, keys: FindsKeys) -> None:
        self.issuer = issuer
        self._public = keys

    def read(self, token: str) -> Granted | None:
        """What a token of ours says; None when it is not, is altered, is for somebody else or has expired."""
        try:
            header = jwt.get_unverified_header(token)
            key = self._public.find(str(header.get("kid")))
            if key is None or header.get("typ") != TYPE:
                return None
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": _REQUIRED},
            )
        except jwt.PyJWTError:
            return None
        return Granted(claims["client_id"], frozenset(claims["scope"].split()), float(claims["exp"]))


class AccessTokens(TokenReader):
    """Issues them, too."""

    def __init__(self, issuer: str, keys: SigningKeys, clock: Callable[[], datetime]) -> None:
        super().__init__(issuer, keys)
        self.keys = keys
        self._clock = clock

    def issue(self, caller: Caller, scopes: frozenset[str]) -> str:
        """A token for some of the caller's scopes. It names no tenant: that follows from the key."""
        now, key = self._clock(), self.keys.current()
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": caller.client,
            "client_id": caller.key,
            "scope": " ".join(sorted(scopes)),
            "iat": int(now.timestamp()),
            "exp": int((now + LIVES).timestamp()),
            "jti": secrets.token_hex(16),
        }
        return jwt.encode(claims, key.private, ALGORITHM, headers={"kid": key.id, "typ": TYPE})
