"""W3C Trace Context as text, the way messages carry it: `00-<trace>-<span>-<flags>`.

Ids of spans follow from what the span is about, so that a message decided on again makes the same bytes again.
"""

import re
from hashlib import blake2b
from typing import NamedTuple

_WELL_FORMED = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_CASE = re.compile(r"case_([0-9a-f]{32})")


class Place(NamedTuple):
    """A span within its trace, in hexadecimal digits."""

    trace: str
    span: str


def well_formed(traceparent: str) -> bool:
    """Whether it is one of version 00 that names a trace and a span."""
    return _WELL_FORMED.fullmatch(traceparent) is not None


def sampled(traceparent: str) -> bool:
    """Whether the trace is recorded; of a well-formed one."""
    return len(traceparent) == 55 and int(traceparent[-2:], 16) & 1 == 1


def place_of(traceparent: str) -> Place:
    """Of a well-formed one."""
    return Place(traceparent[3:35], traceparent[36:52])


def span_id(label: str) -> str:
    """The id of the span about what `label` names."""
    return blake2b(label.encode(), digest_size=8).hexdigest()


def handling(traceparent: str, service: str, message: str) -> str:
    """What is sent on because a service handled that message."""
    return _below(traceparent, f"{service}|{message}")


def calling(traceparent: str, effect: str, attempt: int) -> str:
    """What a partner is told, and what is sent on, by that attempt at an effect."""
    return _below(traceparent, f"{effect}|{attempt}")


def _below(traceparent: str, label: str) -> str:
    """Carries on the span of that label; what came where nothing is recorded."""
    if not sampled(traceparent):
        return traceparent
    return f"{traceparent[:36]}{span_id(label)}{traceparent[52:]}"


def trace_of(subject: str) -> str:
    """The trace of a case is the case's own number, so that whoever knows the case finds its trace; of anything else
    it follows from the subject."""
    case = _CASE.fullmatch(subject)
    return case[1] if case else blake2b(subject.encode(), digest_size=16).hexdigest()


def trace_headers(traceparent: str) -> dict[str, str]:
    """What an outside call carries of its trace."""
    return {"traceparent": traceparent} if traceparent else {}
