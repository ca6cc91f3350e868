"""What is held of persons: telling them, and erasing it (GDPR articles 15 and 17)."""
