"""How operations looks at broker and database."""
