"""Every message that services exchange, defined once, and the shape of a decision."""
