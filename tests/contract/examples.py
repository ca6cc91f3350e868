"""`python -m tests.contract.examples`: write the example of each message that has none yet.

An example is written once and then kept, since it stands for the messages that older senders have on the wire; a
message that may no longer look like its example becomes a new version beside the old one.
"""

import sys
from pathlib import Path

import msgspec

from shared.contracts.catalogue import MESSAGES
from shared.contracts.codec import outgoing
from shared.contracts.message import Message
from tests.contract.example_values import AT, example_of

FOLDER = Path(__file__).parent / "examples"


def path_of(kind: type[Message]) -> Path:
    return FOLDER / f"{kind.definition.type}.json"


def body_of(kind: type[Message]) -> bytes:
    """A whole CloudEvents body, as its first declared sender would send it."""
    return outgoing(
        example_of(kind),
        source=kind.definition.senders[0],
        tenant="acme",
        lane="normal",
        now=AT,
        id="0195a3c27b1e7c3f8a4d5e6f70819210",
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ).body


def pretty(body: bytes) -> bytes:
    return msgspec.json.format(body, indent=2) + b"\n"


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for kind in MESSAGES:
        path = path_of(kind)
        if not path.exists():
            path.write_bytes(pretty(body_of(kind)))
            sys.stdout.write(f"{path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
