"""Texts that only Coulisse can read: AES-256-GCM under a key derived from the master key for one purpose.

A sealed text may travel in messages and lie in backups. AES-GCM: NIST SP 800-38D; HKDF: RFC 5869.

The master key changes without a pause (decision 0026): its file holds one key a line, of which the first one seals and
all of them open. `infra.master_key` writes that file, `infra.reseal` seals anew what lies under older keys.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.contracts.errors import BrokenError

_NONCE = 12
_KEY = 32


class UnsealError(BrokenError):
    """The text was sealed under another key or for another purpose, or was changed."""


def encrypt(key: bytes, clear: bytes, bound_to: bytes) -> bytes:
    """Nonce and ciphertext; `bound_to` must be given again to decrypt."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, clear, bound_to)


def decrypt(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The reverse of encrypt; raises UnsealError."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)
    except (InvalidTag, ValueError):
        raise UnsealError("sealed under another key, or changed") from None


class Sealer:
    """Seals under one master key of 32 bytes; opens what was sealed under it or under one of `others`."""

    def __init__(self, master_key: bytes, others: Sequence[bytes] = ()) -> None:
        self._master_keys = (master_key, *others)
        if any(len(key) != _KEY for key in self._master_keys):
            raise ValueError("the master key must have 32 bytes: make one with `openssl rand -base64 32`")
        self._keys: dict[str, tuple[bytes, ...]] = {}

    @classmethod
    def from_file(cls, path: str) -> "Sealer":
        """Read the base64 of 32 random bytes, or several, one a line; raises ValueError naming the file when it is not
        that."""
        try:
            first, *others = (
                base64.b64decode(line, validate=True) for line in Path(path).read_text().split()
            )
            return cls(first, others)
        except (OSError, binascii.Error, ValueError) as error:
            raise ValueError(f"{path}: no master key (base64 of 32 random bytes): {error}") from None

    def _of(self, purpose: str) -> tuple[bytes, ...]:
        keys = self._keys.get(purpose)
        if keys is None:
            info = f"coulisse/{purpose}".encode()
            keys = tuple(HKDF(SHA256(), 32, salt=None, info=info).derive(key) for key in self._master_keys)
            self._keys[purpose] = keys
        return keys

    @property
    def changing(self) -> bool:
        """Whether there are keys that only open."""
        return len(self._master_keys) > 1

    def under_each(self) -> Iterator["Sealer"]:
        """One that knows a single key, for each key, the one that seals first."""
        return (Sealer(key) for key in self._master_keys)

    def seal(self, text: str, purpose: str) -> str:
        """A text safe to store and send, as base64."""
        return base64.b64encode(self.seal_bytes(text.encode(), purpose)).decode()

    def unseal(self, sealed: str, purpose: str) -> str:
        """The text again; raises UnsealError."""
        try:
            raw = base64.b64decode(sealed, validate=True)
        except binascii.Error:
            raise UnsealError("no sealed text") from None
        return self.unseal_bytes(raw, purpose).decode()

    def seal_bytes(self, clear: bytes, purpose: str) -> bytes:
        return encrypt(self._of(purpose)[0], clear, purpose.encode())

    def unseal_bytes(self, sealed: bytes, purpose: str) -> bytes:
        """The bytes again; raises UnsealError."""
        *others, last = self._of(purpose)
        for key in others:
            try:
                return decrypt(key, sealed, purpose.encode())
            except UnsealError:
                continue
        return decrypt(last, sealed, purpose.encode())

    def seals_like(self, sealed: bytes, purpose: str) -> bool:
        """Whether this was sealed under the key that seals now. Raises UnsealError when no key opens it."""
        try:
            decrypt(self._of(purpose)[0], sealed, purpose.encode())
        except UnsealError:
            self.unseal_bytes(sealed, purpose)
            return False
        return True

    def digest(self, data: bytes, purpose: str) -> str:
        """A keyed hash (HMAC-SHA256, hexadecimal), which says nothing of the data to who has no key."""
        return self.digests(data, purpose)[0]

    def digests(self, data: bytes, purpose: str) -> tuple[str, ...]:
        """The hash under each key, the one that seals first: what was kept before the key changed is still found."""
        return tuple(hmac.new(key, data, hashlib.sha256).hexdigest() for key in self._of(purpose))
