"""The keys under which access tokens are signed: a new one every thirty days, known to all before it is used.

Each period of thirty days has its key, stored under the period's number, its private half sealed. The key of the next
period is made a day ahead, so that whoever caches the key set has it in time; that of the last one is shown until its
last token has expired.
"""

import base64
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from shared.security.sealing import Sealer

COLLECTION = "signing_keys"
ALGORITHM = "EdDSA"
PERIOD = timedelta(days=30)
AHEAD = timedelta(days=1)
KEPT = timedelta(days=1)
"""Longer than any token lives."""
KEY_PURPOSE = "signing-key"
_READ_AGAIN = timedelta(minutes=5)
_UNKNOWN_AGAIN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key; id: as `kid` in tokens and key set."""

    id: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()

    def as_jwk(self) -> dict[str, str]:
        """RFC 8037, section 2."""
        x = base64.urlsafe_b64encode(self.public.public_bytes_raw()).decode().rstrip("=")
        return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.id, "use": "sig", "alg": ALGORITHM}


class SigningKeys:
    """The keys of the periods that matter at present, read again every few minutes."""

    def __init__(
        self, keys: Collection[dict[str, Any]], sealer: Sealer, clock: Callable[[], datetime]
    ) -> None:
        self._keys = keys
        self._sealer = sealer
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[int, SigningKey] = {}
        self._read_at = datetime.min.replace(tzinfo=UTC)

    def current(self) -> SigningKey:
        """What new tokens are signed with."""
        now = self._clock()
        return self._present(now)[_period(now)]

    def all(self) -> tuple[SigningKey, ...]:
        """What tokens may be signed with that somebody shows now or soon."""
        return tuple(key for _, key in sorted(self._present(self._clock()).items()))

    def find(self, id: str) -> Ed25519PublicKey | None:
        return next((key.public for key in self.all() if key.id == id), None)

    def _present(self, now: datetime) -> dict[int, SigningKey]:
        with self._lock:
            wanted = {_period(now - KEPT), _period(now), _period(now + AHEAD)}
            made = wanted - {_period(now - KEPT)} | {_period(now)}
            if not made <= set(self._known) or now - self._read_at > _READ_AGAIN:
                self._read(wanted)
                for period in made - set(self._known):
                    self._make(period, now)
                self._read_at = now
            return {period: key for period, key in self._known.items() if period in wanted}

    def _read(self, wanted: set[int]) -> None:
        found = self._keys.find({"_id": {"$in": sorted(wanted)}})
        self._known = {document["_id"]: self._opened(document) for document in found}

    def _make(self, period: int, now: datetime) -> None:
        private = Ed25519PrivateKey.generate()
        sealed = self._sealer.seal_bytes(private.private_bytes_raw(), KEY_PURPOSE)
        public = private.public_key().public_bytes_raw()
        document = {"_id": period, "key": sealed, "public": public, "created_at": now}
        try:
            self._keys.insert_one(document)
        except DuplicateKeyError:
            document = self._keys.find_one({"_id": period}) or document
        self._known[period] = self._opened(document)

    def _opened(self, document: dict[str, Any]) -> SigningKey:
        raw = self._sealer.unseal_bytes(bytes(document["key"]), KEY_PURPOSE)
        return SigningKey(_name(document["_id"]), Ed25519PrivateKey.from_private_bytes(raw))


class PublishedKeys:
    """The public halves alone, for programs that check tokens and issue none."""

    def __init__(self, keys: Collection[dict[str, Any]], clock: Callable[[], datetime]) -> None:
        self._keys = keys
        self._clock = clock
        self._known: dict[str, Ed25519PublicKey] = {}
        self._read_at = datetime.min.replace(tzinfo=UTC)

    def find(self, id: str) -> Ed25519PublicKey | None:
        now = self._clock()
        pause = _READ_AGAIN if id in self._known else _UNKNOWN_AGAIN
        if now - self._read_at > pause:
            wanted = {_period(now - KEPT), _period(now), _period(now + AHEAD)}
            found = self._keys.find({"_id": {"$in": sorted(wanted)}}, {"public": 1})
            self._known = {
                _name(one["_id"]): Ed25519PublicKey.from_public_bytes(bytes(one["public"])) for one in found
            }
            self._read_at = now
        return self._known.get(id)


def _name(period: int) -> str:
    return f"period-{period}"


def _period(at: datetime) -> int:
    return int(at.timestamp() // PERIOD.total_seconds())
