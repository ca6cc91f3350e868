"""API keys: make, list, rotate, revoke. A secret is shown once, in the answer that made it."""

from datetime import timedelta
from typing import Any

from flask import Response

from gateway.accepting.handing_over import now
from gateway.access import api_keys, scopes
from gateway.access.callers import Budget, Mode
from gateway.access.managed_keys import ManagedKeys
from gateway.answering import showing
from gateway.answering.lists import paged
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.ids import derived_id
from gateway.reading.conditional import changed
from gateway.refusing.problems import Fault, Problem, invalid, not_found
from gateway.schemas.api_keys import ApiKey, ApiKeyPage, ApiKeySecret, KeyRotation, NewApiKey
from gateway.schemas.paging import Page

ROUTES = Endpoints("api-keys", "Who may come in on behalf of the organisation, and what they may do.")


@ROUTES.add(
    Route(
        method="POST",
        path="/api-keys",
        scope=scopes.KEYS_MANAGE,
        summary="Create an API key; its text is shown in this answer and never again",
        status=201,
        answer=ApiKeySecret,
        body=NewApiKey(),
        makes=True,
        example={"client": "web-shop", "name": "Orders of the web shop", "role": "integrator"},
    )
)
def create_key(call: Call) -> Response:
    body, caller, at = call.body, call.caller, now()
    mode: Mode = "test" if caller.sandbox else body["mode"]
    wanted = frozenset(body["scopes"]) if "scopes" in body else scopes.ROLES[body["role"]]
    _check_grants(call, wanted)
    if "expires_at" in body and body["expires_at"] <= at:
        fault = Fault(
            "in_the_past",
            "This instant has passed.",
            "Give a later one, or leave the field out.",
            "/expires_at",
        )
        raise invalid(fault)
    terms = api_keys.Terms(
        client=body["client"],
        role=body["role"],
        scopes=wanted,
        mode=mode,
        name=body["name"],
        expires_at=body.get("expires_at"),
        budget=Budget(**body["budget"]) if "budget" in body else None,
    )
    id = derived_id("key", call.request_id).partition("_")[2][:16]
    document, key = _managed(call).create(id, terms, at)
    return _told(document, key, 201)


def _check_grants(call: Call, wanted: frozenset[str]) -> None:
    """Nobody gives what they do not have."""
    if more := wanted - call.caller.scopes:
        fault = Fault(
            "not_yours_to_give",
            "The key would have scopes that you do not have: {scopes}.",
            "Leave them out, or ask somebody who has them.",
            "/scopes" if "scopes" in call.body else "/role",
            values={"scopes": ", ".join(sorted(more))},
        )
        raise invalid(fault)


@ROUTES.add(
    Route(
        method="GET",
        path="/api-keys",
        scope=scopes.KEYS_MANAGE,
        summary="List the API keys of the organisation, without their secrets",
        answer=ApiKeyPage,
        query=Page(),
    )
)
def list_keys(call: Call) -> Response:
    def found(after: str | None, limit: int) -> list[dict[str, Any]]:
        return [_shown(document) for document in _managed(call).page(after, limit)]

    return paged(call, found)


@ROUTES.add(
    Route(
        method="GET",
        path="/api-keys/<id:key>",
        scope=scopes.KEYS_MANAGE,
        summary="Read an API key, without its secret",
        answer=ApiKey,
    )
)
def read_key(call: Call) -> Response:
    known = _existing(call)
    return showing.one(_shown(known), version=known["version"])


@ROUTES.add(
    Route(
        method="POST",
        path="/api-keys/<id:key>/rotate",
        scope=scopes.KEYS_MANAGE,
        summary="Get a new secret, shown once; the old one opens beside it for a while",
        answer=ApiKeySecret,
        body=KeyRotation(),
        makes=True,
        editable="supported",
        example={"overlap_hours": 24},
    )
)
def rotate_key(call: Call) -> Response:
    known = _changeable(call)
    old_until = now() + timedelta(hours=call.body["overlap_hours"])
    rotated = _managed(call).rotate(known, call.request_id, old_until)
    if rotated is None:
        raise changed()
    return _told(*rotated, 200)


@ROUTES.add(
    Route(
        method="DELETE",
        path="/api-keys/<id:key>",
        scope=scopes.KEYS_MANAGE,
        summary="Revoke an API key for good",
        answer=ApiKey,
        makes=True,
        editable="supported",
    )
)
def revoke_key(call: Call) -> Response:
    known = _existing(call)
    if known["revoked_at"] is None:
        call.check_version(known["version"])
        revoked = _managed(call).revoke(known, now())
        if revoked is None:
            raise changed()
        known = revoked
    return showing.one(_shown(known), version=known["version"])


def _managed(call: Call) -> ManagedKeys:
    return ManagedKeys(here().own[api_keys.COLLECTION], call.caller)


def _existing(call: Call) -> dict[str, Any]:
    known = _managed(call).one(call.path["key"])
    if known is None:
        raise not_found()
    return known


def _changeable(call: Call) -> dict[str, Any]:
    known = _existing(call)
    if known["revoked_at"] is not None:
        raise Problem(409, "already_revoked", "This key was revoked.")
    call.check_version(known["version"])
    return known


def _told(document: dict[str, Any], key: str, status: int) -> Response:
    response = showing.one(_shown(document) | {"key": key}, version=document["version"])
    response.status_code = status
    response.headers["Location"] = f"/v1/api-keys/{document['_id']}"
    return response


def _shown(document: dict[str, Any]) -> dict[str, Any]:
    fields = ("mode", "client", "name", "role", "scopes", "api_version", "budget", "created_at", "expires_at",
              "revoked_at", "last_used_at")  # fmt: skip
    shown = {"id": document["_id"]} | {field: document.get(field) for field in fields}
    return shown | {"old_secret_until": document.get("old_until")}
