"""How intake reads its case types from files."""
