"""The documents of the contract: OpenAPI for what is asked over HTTP, AsyncAPI for messages and webhooks."""
