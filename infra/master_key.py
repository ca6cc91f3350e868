"""`python3 -m infra.master_key FILE show|add|use KEY|drop KEY|know OTHER`: change the master key without a pause.

FILE holds one key a line, of which the first seals and all open (shared/security/sealing.py). A key is spoken of by
its fingerprint. In this order, each step followed by a restart of gateway, validation and notifications, one by one:

1. `add` makes a new key, which opens from then on but does not seal yet, and prints its fingerprint.
2. `use KEY`: it seals from then on. Then `python -m infra.reseal`, which seals anew what lies under older keys.
3. `drop KEY`: the old one is forgotten here. Keep it apart for as long as there are backups from its time.

`know OTHER` takes over the keys of another such file as keys that only open: before a backup is restored that was made
under them. Needs nothing but Python. The file is written in place, since a container sees the file that was mounted.
"""

import base64
import binascii
import hashlib
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

_BYTES = 32
_MOST = 8
"""Keys in one file: each costs a try when something is opened."""


class KeyRefusedError(ValueError):
    """The change is not made; the text says why."""


def fingerprint(key: str) -> str:
    """Of a key as it stands in the file. It tells keys apart and says nothing of them."""
    return hashlib.sha256(base64.b64decode(key)).hexdigest()[:12]


def keys_in(file: Path) -> list[str]:
    """The keys of a file, the one that seals first. Raises KeyRefusedError when it holds none, or something else."""
    keys = file.read_text(encoding="utf-8").split()
    try:
        if not keys or any(len(base64.b64decode(key, validate=True)) != _BYTES for key in keys):
            raise KeyRefusedError(f"{file}: no master key (base64 of {_BYTES} random bytes)")
    except binascii.Error as error:
        raise KeyRefusedError(f"{file}: no master key: {error}") from None
    return keys


def added(keys: Sequence[str]) -> list[str]:
    """With a new one that does not seal yet."""
    return _bounded([*keys, base64.b64encode(secrets.token_bytes(_BYTES)).decode()])


def used(keys: Sequence[str], wanted: str) -> list[str]:
    """With that one first. Doing it again changes nothing."""
    key = _named(keys, wanted)
    return [key, *(one for one in keys if one != key)]


def dropped(keys: Sequence[str], unwanted: str) -> list[str]:
    """Without that one, which must not be the one that seals."""
    key = _named(keys, unwanted)
    if key == keys[0]:
        raise KeyRefusedError(f"{unwanted} seals: use another one first")
    return [one for one in keys if one != key]


def known(keys: Sequence[str], others: Sequence[str]) -> list[str]:
    """With those of another file, which only open."""
    return _bounded(list(dict.fromkeys([*keys, *others])))


def main(arguments: list[str]) -> int:
    """Exit status 0, having said which keys there are; 2 with the reason."""
    try:
        match arguments:
            case [file, "show"]:
                keys = keys_in(Path(file))
            case [file, "add"]:
                keys = _write(Path(file), added(keys_in(Path(file))))
            case [file, "use", key]:
                keys = _write(Path(file), used(keys_in(Path(file)), key))
            case [file, "drop", key]:
                keys = _write(Path(file), dropped(keys_in(Path(file)), key))
            case [file, "know", other]:
                keys = _write(Path(file), known(keys_in(Path(file)), keys_in(Path(other))))
            case _:
                sys.stderr.write(
                    "usage: python3 -m infra.master_key FILE show|add|use KEY|drop KEY|know OTHER\n"
                )
                return 2
    except (KeyRefusedError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for number, key in enumerate(keys):
        sys.stdout.write(f"{fingerprint(key)}  {'seals' if number == 0 else 'opens'}\n")
    return 0


def _named(keys: Sequence[str], wanted: str) -> str:
    for key in keys:
        if fingerprint(key) == wanted:
            return key
    raise KeyRefusedError(f"no key {wanted} here: there are {', '.join(map(fingerprint, keys))}")


def _bounded(keys: list[str]) -> list[str]:
    if len(keys) > _MOST:
        raise KeyRefusedError(f"more than {_MOST} keys: seal anew (infra.reseal), then drop the old ones")
    return keys


def _write(file: Path, keys: list[str]) -> list[str]:
    mode = file.stat().st_mode
    file.chmod(0o600)
    file.write_text("".join(f"{key}\n" for key in keys), encoding="utf-8")
    file.chmod(mode)
    return keys


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
