"""Addresses that bounced, as they are listed."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer


class Bounce(Answer):
    """The address of a party that takes no mail; the address itself is not told."""

    id = shown.words(example="bnc_0198c1a2b3c47d5e8f90123456789abc")
    subscription = shown.words()
    case = shown.words("Where it bounced last.", example="case_0198c1a2b3c47d5e8f90123456789abc")
    role = shown.words(example="buyer")
    status = shown.words("What the mail server answered.", example="550 5.1.1")
    bounced_at = shown.instant()
    allowed_at = shown.instant("Since when it may be tried again; null while it may not.", null=True)


BounceList = shown.list_of(Bounce)
