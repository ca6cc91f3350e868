"""Before it consumes, a service makes sure that the broker is set up as its code expects."""

import time
from collections.abc import Callable

import pika
import pika.exceptions
import structlog

from shared.contracts.errors import CoulisseError
from shared.contracts.topology import topology
from shared.runtime.addresses import addresses
from shared.security.certificates import certificate_trouble

log = structlog.get_logger(__name__)


class TopologyError(CoulisseError):
    """The broker is not set up as this version of the code expects, or refuses the account."""


def check_topology(amqp_url: str, name: str, stopping: Callable[[], bool]) -> None:
    """Waits for the broker; raises TopologyError when it is not set up as expected. Returns early when stopping.

    name: of the connection, as the broker's management shows it.
    """
    marker = topology().fingerprint
    while not stopping():
        try:
            connection = pika.BlockingConnection(addresses(amqp_url, name))
        except (
            pika.exceptions.ProbableAuthenticationError,
            pika.exceptions.ProbableAccessDeniedError,
        ) as error:
            raise TopologyError(f"the broker refuses this account: {type(error).__name__}") from error
        except (pika.exceptions.AMQPError, OSError) as error:
            if trouble := certificate_trouble(error):
                raise TopologyError(f"the broker's certificate is not accepted: {trouble}") from error
            log.warning("broker.away_at_start", reason=type(error).__name__)
            time.sleep(0.5)
            continue
        try:
            connection.channel().exchange_declare(marker, passive=True)
        except pika.exceptions.ChannelClosedByBroker as error:
            raise TopologyError(
                f"the broker lacks {marker}: its queues are not those of this version; run `python -m infra.apply`"
            ) from error
        except (pika.exceptions.AMQPError, OSError) as error:
            log.warning("broker.away_at_start", reason=type(error).__name__)
            time.sleep(0.5)
            continue
        finally:
            if connection.is_open:
                connection.close()
        return
