"""Reading requests strictly."""
