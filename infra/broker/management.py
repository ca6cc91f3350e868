"""RabbitMQ's management HTTP API (https://www.rabbitmq.com/docs/http-api-reference)."""

import json
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from shared.security.certificates import trusting, without_authority

_SECONDS = 15


class ManagementApi:
    """Speaks as the user whose credentials stand in `url`; by TLS when that is `https`, with `?cacertfile=` as in the
    broker's own address. Every call raises urllib.error.HTTPError when the broker refuses, OSError when it is away."""

    def __init__(self, url: str) -> None:
        address, authority = without_authority(url)
        parts = urlsplit(address)
        self.user = unquote(parts.username or "")
        credentials = f"{self.user}:{unquote(parts.password or '')}"
        self._authorization = f"Basic {b64encode(credentials.encode()).decode()}"
        self._base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}/api"
        self._tls = trusting(authority) if parts.scheme == "https" else None

    def get(self, path: str) -> Any:
        return json.loads(self._send("GET", path, None))

    def put(self, path: str, body: Mapping[str, str]) -> None:
        self._send("PUT", path, json.dumps(body).encode())

    def delete(self, path: str) -> None:
        self._send("DELETE", path, None)

    def _send(self, method: str, path: str, body: bytes | None) -> bytes:
        headers = {"Authorization": self._authorization, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._base}/{path}", data=body, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=_SECONDS, context=self._tls) as answer:
            content: bytes = answer.read()
            return content
