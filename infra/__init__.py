"""What runs Coulisse: local stack, broker and database set-up, decisions."""
