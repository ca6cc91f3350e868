"""Access tokens: those that the gateway issues (RFC 6749, RFC 9068), and those of outside OpenID providers."""
