"""A partner that keeps failing is left alone for a while."""

from datetime import datetime, timedelta

import pybreaker

from shared.contracts.errors import CoulisseError

_FAILURES = 5


class _PartnerFailedError(CoulisseError):
    """No effort of a call succeeded."""


def _raise_if(failed: bool) -> None:
    if failed:
        raise _PartnerFailedError


class Breaker:
    """A destination's circuit breaker; after its rest one call is let through to see if the partner is back."""

    def __init__(self, rest_seconds: float) -> None:
        self._rest = timedelta(seconds=rest_seconds)
        self._storage = pybreaker.CircuitMemoryStorage(pybreaker.STATE_CLOSED)
        self._circuit = pybreaker.CircuitBreaker(
            fail_max=_FAILURES,
            reset_timeout=rest_seconds,
            state_storage=self._storage,
            throw_new_error_on_trip=False,
        )

    def note(self, *, failed: bool) -> None:
        """Tell it what came of a call. The call itself runs outside, since a breaker lets one through at a time."""
        try:
            self._circuit.call(_raise_if, failed)
        except (_PartnerFailedError, pybreaker.CircuitBreakerError):
            return  # it has counted

    def holds_back(self) -> bool:
        opened_at = self._storage.opened_at
        if self._storage.state != pybreaker.STATE_OPEN or opened_at is None:
            return False
        return bool(datetime.now(opened_at.tzinfo) < opened_at + self._rest)
