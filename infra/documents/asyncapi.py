"""The AsyncAPI 3.0 document, generated from shared/contracts: every message between services, and every webhook."""

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from gateway.documentation import VERSION
from infra.documents.webhooks import webhook_messages
from shared.contracts.catalogue import MESSAGES
from shared.contracts.codec import CONTENT_TYPE
from shared.contracts.message import LANES, PARTITIONS, Message

_SCHEMAS = "#/components/schemas/{name}"
_BROKER = {
    "host": "localhost:5672",
    "protocol": "amqp",
    "protocolVersion": "0.9.1",
    "description": "Topic exchange `coulisse`, quorum queues; addresses are routing keys.",
}
_FRONT_OFFICE = {
    "host": "example.org",
    "protocol": "https",
    "description": "The address that a client has given for its subscription.",
}


def document() -> dict[str, Any]:
    """The whole document; the same for the same code."""
    _, schemas = msgspec.json.schema_components(MESSAGES, ref_template=_SCHEMAS)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Coulisse",
            "version": VERSION,
            "description": "Messages between the rooms of Coulisse (CloudEvents 1.0 on RabbitMQ), and the signed "
            "webhooks that tell front offices (Standard Webhooks 1.0).",
            "license": {"name": "Apache 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {"broker": _BROKER, "frontOffice": _FRONT_OFFICE},
        "channels": {_key(kind): _channel(kind) for kind in MESSAGES} | {"webhooks": _webhooks()},
        "operations": dict(_operations()),
        "components": {
            "schemas": {"Envelope": _envelope()} | dict(sorted(schemas.items())),
            "messages": {_key(kind): _message(kind) for kind in MESSAGES} | webhook_messages(),
        },
    }


def _key(kind: type[Message]) -> str:
    return kind.definition.type.replace(".", "_")


def _channel(kind: type[Message]) -> dict[str, Any]:
    return {
        "address": f"{{lane}}.{{partition}}.{kind.definition.type}",
        "title": kind.definition.type,
        "servers": [{"$ref": "#/servers/broker"}],
        "parameters": {
            "lane": {"enum": list(LANES)},
            "partition": {
                "enum": [str(number) for number in range(PARTITIONS)],
                "description": "By a hash of the tenant"
                + "".join(f" and {field}" for field in kind.definition.partition_by)
                + ".",
            },
        },
        "messages": {"message": {"$ref": f"#/components/messages/{_key(kind)}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": "coulisse", "type": "topic", "durable": True, "autoDelete": False},
            }
        },
    }


def _webhooks() -> dict[str, Any]:
    return {
        "address": None,
        "title": "Webhooks",
        "servers": [{"$ref": "#/servers/frontOffice"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in webhook_messages()},
    }


def _operations() -> Iterable[tuple[str, Mapping[str, Any]]]:
    for kind in MESSAGES:
        for sender in kind.definition.senders:
            yield f"{sender}_sends_{_key(kind)}", _operation("send", _key(kind), sender)
        for receiver in kind.definition.receivers:
            yield f"{receiver}_receives_{_key(kind)}", _operation("receive", _key(kind), receiver)
    yield (
        "notifications_tells_webhooks",
        {
            "action": "send",
            "channel": {"$ref": "#/channels/webhooks"},
            "summary": "Told at least once, under the same id at every attempt.",
            "tags": [{"name": "notifications"}],
            "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
        },
    )


def _operation(action: str, channel: str, room: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "tags": [{"name": room}],
        "messages": [{"$ref": f"#/channels/{channel}/messages/message"}],
    }


def _message(kind: type[Message]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": kind.definition.type,
        "title": re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__),
        "contentType": CONTENT_TYPE,
        "tags": [{"name": kind.definition.kind}],
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/Envelope"},
                {
                    "type": "object",
                    "required": ["type", "data"],
                    "properties": {
                        "type": {"const": kind.definition.type},
                        "data": {"$ref": f"#/components/schemas/{kind.__name__}"},
                    },
                },
            ]
        },
    }
    words = inspect.getdoc(kind) or ""
    if words and not words.startswith(f"{kind.__name__}("):
        found["summary"] = " ".join(words.split())
    return found


def _envelope() -> dict[str, Any]:
    text, instant = {"type": "string"}, {"type": "string", "format": "date-time"}
    return {
        "type": "object",
        "description": "CloudEvents 1.0 attributes; tenant, correlationid, causationid and traceparent are extensions.",
        "required": ["specversion", "id", "source", "type", "subject", "time", "tenant"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "minLength": 1, "maxLength": 255},
            "source": text | {"examples": ["coulisse/intake"]},
            "type": text,
            "subject": text | {"description": "The case, or what the message is about."},
            "time": instant,
            "tenant": {"type": "string", "minLength": 1},
            "correlationid": text | {"description": "The first message of the story."},
            "causationid": text | {"description": "The message that led to this one."},
            "traceparent": text,
        },
    }
