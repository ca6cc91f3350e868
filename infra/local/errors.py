"""What can go wrong while a private instance is set up."""


class LocalStackError(Exception):
    """A private server or program could not be started; the message says which, why, and what to do."""
