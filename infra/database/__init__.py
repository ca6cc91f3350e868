"""What the databases must have, and who may do what on them."""
