"""Where the broker is: one address, or one for each node of a cluster, tried in turn."""

import random
import re

import pika

from shared.security.certificates import trusting, without_authority

HEARTBEAT = 30
_BETWEEN = re.compile(r",\s*(?=amqps?://)")


def addresses(amqp_url: str, name: str) -> list[pika.URLParameters]:
    """Connection parameters of every address in `amqp_url`, with the limits that Coulisse uses; in random order, so
    that processes spread over a cluster's nodes.

    amqp_url: one AMQP URL, or several with commas between them; `amqps` for TLS, see shared.security.certificates.
    name: shows in the broker's management. Raises SettingsError when a file of authorities cannot be read.
    """
    parameters = [_parameters(url, name) for url in _BETWEEN.split(amqp_url.strip()) if url]
    random.shuffle(parameters)
    return parameters


def _parameters(url: str, name: str) -> pika.URLParameters:
    address, authority = without_authority(url)
    wanted = pika.URLParameters(address)
    if wanted.ssl_options is not None:
        wanted.ssl_options = pika.SSLOptions(trusting(authority), wanted.host)
    wanted.heartbeat = HEARTBEAT
    wanted.blocked_connection_timeout = 60
    wanted.socket_timeout = 5
    wanted.stack_timeout = 10
    wanted.client_properties = {"connection_name": name}
    return wanted
