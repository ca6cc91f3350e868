"""People whom an outside provider vouches for."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import jwt

from gateway.access.callers import Caller
from gateway.oauth.provider_keys import ProviderKeys
from gateway.oauth.providers import Provider

LEEWAY = timedelta(seconds=60)
LONGEST = timedelta(hours=24)
"""Tokens that live longer than that are not taken."""
_REQUIRED = ["iss", "aud", "exp", "iat", "sub"]


class People:
    """Reads tokens of the configured providers, and of no others."""

    def __init__(self, providers: Sequence[Provider], fetch: Callable[[str], bytes]) -> None:
        self._providers = {provider.issuer: provider for provider in providers}
        self._keys = {provider.issuer: ProviderKeys(provider.jwks_uri, fetch) for provider in providers}

    def read(self, token: str) -> tuple[Caller, float] | None:
        """Whom a token lets in, and until when; None for everybody else."""
        try:
            # The issuer only chooses whose keys to verify with; nothing else of an unverified token is believed.
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
            provider = self._providers.get(issuer) if isinstance(issuer, str) else None
            key_id = jwt.get_unverified_header(token).get("kid")
            if provider is None or not isinstance(key_id, str):
                return None
            key = self._keys[provider.issuer].find(key_id)
            if key is None:
                return None
            claims = jwt.decode(
                token,
                key.key,
                algorithms=list(provider.algorithms),
                audience=provider.audience,
                issuer=provider.issuer,
                leeway=LEEWAY,
                options={"require": _REQUIRED},
            )
        except (jwt.PyJWTError, TypeError, ValueError):
            return None
        if claims["exp"] - claims["iat"] > LONGEST.total_seconds():
            return None
        caller = provider.caller(claims)
        return None if caller is None else (caller, float(claims["exp"]))
