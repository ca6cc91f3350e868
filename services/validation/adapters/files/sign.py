"""What a file check answers."""

from typing import NamedTuple


class Sign(NamedTuple):
    """The id of a rule that applies, and a detail for its text. The detail comes from a closed list of words,
    never from the file."""

    rule: str
    details: dict[str, str]


def sign(rule: str, **details: str) -> Sign:
    return Sign(rule, details)
