"""Keys, sealed texts and personal data."""
