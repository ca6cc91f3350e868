"""Addresses that bounced, as they are listed."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Shape, Text
from gateway.schemas.receivers import EMAIL


class BounceReport(Shape):
    """What the message says that came back (RFC 3464): the Message-ID of the mail it is about, `Final-Recipient` and
    `Status`, an enhanced code (RFC 3463). Only for good: a mail that is merely late has not bounced."""

    message_id = Text(
        300,
        pattern=r"<?dlv_[0-9a-f]{32}@[A-Za-z0-9.\-]+>?",
        wanted="the Message-ID of a mail that was sent from here",
        required=True,
    )
    address = Text(
        254, least=3, pattern=EMAIL, wanted="one e-mail address in ASCII, without a name", required=True
    )
    status = Text(
        11,
        pattern=r"5\.[0-9]{1,3}\.[0-9]{1,3}",
        wanted="an enhanced code of a lasting failure, such as 5.1.1",
        required=True,
    )


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
