"""From a request to a message, without loss, once; and what became of it."""
