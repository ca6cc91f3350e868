"""What a report of a mail that came back has to agree with."""

from collections.abc import Mapping

from gateway.house import here
from gateway.refusing.problems import Fault, invalid
from services.notifications.queries import subscriptions
from shared.contracts.notifying import ADDRESS_PURPOSE
from shared.security.bounced_address import bounce_ids

NO_SUCH_MAIL = Fault(
    "no_such_mail",
    "No mail of this organisation has this Message-ID, or it is not kept any more.",
    "Send the Message-ID of a mail of the last 30 days, as it stands in the message that came back.",
    "/message_id",
)
_OTHER_ADDRESS = Fault(
    "other_address",
    "The subscription of this mail does not write to this address, or not any more.",
    "Send the address that the message names which came back; nothing is to be done for one that was replaced.",
    "/address",
)


def check_address(tenant: str, mail: Mapping[str, str], bounces: tuple[str, ...]) -> None:
    """A subscription with a fixed address is not switched off for another one. Raises a 422 problem. mail: client and
    subscription; bounces: the address that was reported, as `bounce_ids` has it."""
    database, sealer = here().database("notifications"), here().sealer
    found = subscriptions.subscription(database, tenant, mail["client"], mail["subscription"])
    sealed = found["sealed_address"] if found else ""
    if sealed and bounce_ids(sealer, sealer.unseal(sealed, ADDRESS_PURPOSE)) != bounces:
        raise invalid(_OTHER_ADDRESS)
