"""Outside OpenID providers whose tokens let people in, as the operator configures them.

A YAML file, one entry for each provider; everything that decides who gets in is pinned there:

    - issuer: https://login.example.org/realms/acme
      jwks_uri: https://login.example.org/realms/acme/certs
      audience: coulisse
      algorithms: [RS256]
      tenant: acme
      role_claim: groups
      roles: {coulisse-admins: admin, coulisse-agents: agent}
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import ContainsOnly, Length, OneOf

from gateway.access.api_keys import NAME
from gateway.access.callers import Caller
from gateway.access.scopes import HOUSE_SCOPES, ROLES
from shared.contracts.house import HOUSE

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures by key pairs alone: neither none nor shared secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """roles: from a value of `role_claim` to a role; who has none of them does not get in."""

    issuer: str
    jwks_uri: str
    audience: str
    algorithms: tuple[str, ...]
    tenant: str
    role_claim: str
    roles: Mapping[str, str]

    def caller(self, claims: Mapping[str, Any]) -> Caller | None:
        """Whom the claims of a verified token let in; with several roles, as all of them together, under the name of
        the first that the configuration lists."""
        given = claims.get(self.role_claim)
        values = {given} if isinstance(given, str) else {one for one in given or () if isinstance(one, str)}
        held = [role for value, role in self.roles.items() if value in values]
        subject = claims.get("sub")
        if not held or not isinstance(subject, str) or not subject:
            return None
        return Caller(
            key="",
            tenant=self.tenant,
            client=_name(self.issuer, subject),
            role=held[0],
            scopes=frozenset().union(*(ROLES[role] for role in held)),
        )


def _name(issuer: str, subject: str) -> str:
    """A subject is any text, and unique with its issuer alone (OpenID Connect Core, section 2)."""
    return "oidc." + hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:32]


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name) and name != HOUSE:
        raise ValidationError("No organisation can have this name.")


class _Entry(Schema):
    issuer = fields.Url(schemes={"https", "http"}, require_tld=False, required=True)
    jwks_uri = fields.Url(schemes={"https", "http"}, require_tld=False, required=True)
    audience = fields.String(required=True, validate=Length(1, 200))
    algorithms = fields.List(
        fields.String(), load_default=lambda: ["RS256"], validate=[ContainsOnly(ALGORITHMS), Length(1)]
    )
    tenant = fields.String(required=True, validate=_check_name)
    role_claim = fields.String(load_default="groups", validate=Length(1, 100))
    roles = fields.Dict(
        fields.String(validate=Length(1)), fields.String(validate=OneOf(sorted(ROLES))), required=True
    )

    @validates_schema
    def house_scopes_alone(self, data: dict[str, Any], **_: Any) -> None:
        """People of the whole installation see failed messages, and nothing else of anybody."""
        wide = [role for role in data["roles"].values() if not ROLES[role] <= HOUSE_SCOPES]
        if data["tenant"] == HOUSE and wide:
            raise ValidationError({"roles": [f"with the tenant {HOUSE}: operator only"]})


def read_providers(path: str) -> tuple[Provider, ...]:
    """None without a path. Raises ValueError naming what is wrong in the file."""
    if not path:
        return ()
    try:
        entries = _Entry(many=True).load(yaml.safe_load(Path(path).read_text()))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ValueError(f"{path}: no list of OpenID providers: {error}") from None
    found = tuple(Provider(**entry | {"algorithms": tuple(entry["algorithms"])}) for entry in entries)
    if len({provider.issuer for provider in found}) != len(found):
        raise ValueError(f"{path}: an issuer stands there twice")
    return found
