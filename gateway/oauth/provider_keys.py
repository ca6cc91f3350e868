"""The public keys of an outside provider: fetched, remembered, fetched again when it rotates them."""

import threading
import time
from collections.abc import Callable

import jwt
import structlog

from shared.contracts.errors import CoulisseError

FRESH_SECONDS = 600.0
STALE_SECONDS = 24 * 3600.0
"""For which keys are believed that cannot be fetched again."""
PAUSE_SECONDS = 30.0
"""Between two attempts, so that tokens with invented key ids cost the provider nothing."""
_log = structlog.get_logger()


class ProviderKeys:
    """The key set at one address. fetch: its bytes; raises CoulisseError."""

    def __init__(
        self, address: str, fetch: Callable[[str], bytes], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._address = address
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = self._tried_at = float("-inf")

    def find(self, id: str) -> jwt.PyJWK | None:
        """The key with this id, as far as the provider has told."""
        with self._lock:
            age = self._clock() - self._fetched_at
            if (id not in self._keys or age > FRESH_SECONDS) and self._may_try():
                self._renew()
            if self._clock() - self._fetched_at > STALE_SECONDS:
                return None
            return self._keys.get(id)

    def _may_try(self) -> bool:
        return self._clock() - self._tried_at >= PAUSE_SECONDS

    def _renew(self) -> None:
        self._tried_at = self._clock()
        try:
            found = jwt.PyJWKSet.from_json(self._fetch(self._address).decode())
        except (CoulisseError, jwt.PyJWTError, ValueError) as error:
            _log.warning("provider_keys.away", address=self._address, error=type(error).__name__)
            return
        self._keys = {key.key_id: key for key in found.keys if key.key_id}
        self._fetched_at = self._clock()
