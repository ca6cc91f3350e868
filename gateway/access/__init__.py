"""Who may come in, with what, how often."""
