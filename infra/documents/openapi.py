"""The OpenAPI document, as the gateway serves it."""

from typing import Any

from flask import Flask

from gateway.app import with_routes


def document() -> dict[str, Any]:
    """It follows from the code alone: no server is asked, no setting read."""
    made: dict[str, Any] = with_routes(Flask("gateway", static_folder=None)).spec.to_dict()
    return made
