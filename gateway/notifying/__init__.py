"""What the door makes of wishes to be told: checked, sealed, and shown again."""
