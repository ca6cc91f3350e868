"""Findings that a person takes upon themselves."""

from gateway.schemas.explained import Shape, Text, Whole, code


class NewWaiver(Shape):
    """Which finding, as it was read, and why it does not stand against the case, without personal data."""

    step = code(required=True)
    round = Whole(1, 10_000, required=True)
    rule = code(required=True)
    where = Text(300, least=0, required=True)
    reason = Text(1000, required=True)
