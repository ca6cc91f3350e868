"""What OAuth's addresses take and answer, for the OpenAPI document."""

from marshmallow import EXCLUDE, fields

from gateway.access.scopes import SCOPES
from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Choice, Shape, Text


class TokenRequest(Shape):
    """Client credentials (RFC 6749, section 4.4), as a form. Further parameters are passed over (section 3.2)."""

    class Meta:
        unknown = EXCLUDE

    grant_type = Choice("client_credentials", required=True)
    client_id = Text(
        64,
        metadata={"description": "The id of an API key; may be in the header Authorization (Basic) instead."},
    )
    client_secret = Text(
        200, metadata={"description": "The key itself; may be in the header Authorization (Basic) instead."}
    )
    scope = Text(
        2_000,
        least=0,
        metadata={
            "description": "Scopes, with spaces between them; all that the key has when left out.",
            "example": "cases:read cases:write",
        },
    )


class Token(Answer):
    """An access token (RFC 6749, section 5.1)."""

    access_token = shown.words("Send it as `Authorization: Bearer ...`.", example="eyJhbGciOiJFZERTQSIs...")
    token_type = shown.one_of("Bearer")
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds.", "example": 600})
    scope = shown.words("What it opens.", example="cases:read cases:write")


class TokenRefusal(Answer):
    """Why there is no token (RFC 6749, section 5.2)."""

    error = shown.one_of(
        "invalid_request",
        "invalid_client",
        "unsupported_grant_type",
        "invalid_scope",
        "temporarily_unavailable",
        description="Stable; for programs.",
    )
    error_description = shown.words(
        "For people, in English alone: the RFC allows no accents.",
        example="This client is unknown, or its secret is.",
    )


class PublishedKey(Answer):
    """A public key (RFC 7517 and 8037)."""

    kty = shown.one_of("OKP")
    crv = shown.one_of("Ed25519")
    x = shown.words("The key, base64url.", example="11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    kid = shown.words("As in the header of tokens.", example="period-675")
    alg = shown.one_of("EdDSA")
    use = shown.one_of("sig")


class KeySet(Answer):
    """The keys that tokens are signed with; the next one is among them before it is used."""

    keys = shown.several(PublishedKey)


class AuthorizationServer(Answer):
    """Metadata of the authorization server (RFC 8414)."""

    issuer = shown.words(example="https://coulisse.example.org")
    token_endpoint = shown.words(example="https://coulisse.example.org/v1/oauth/token")
    jwks_uri = shown.words(example="https://coulisse.example.org/v1/oauth/jwks")
    response_types_supported = shown.texts("None: nobody is sent to log in here.")
    grant_types_supported = shown.texts()
    token_endpoint_auth_methods_supported = shown.texts()
    scopes_supported = fields.List(fields.String(metadata={"example": next(iter(SCOPES))}), required=True)
    service_documentation = shown.words(example="https://coulisse.example.org/v1/openapi.json")
    access_token_signing_alg_values_supported = shown.texts()
