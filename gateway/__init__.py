"""The door: HTTP in and out. Nothing is decided here."""
