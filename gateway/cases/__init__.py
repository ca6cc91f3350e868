"""Cases at the door: what is asked of them, one or many, found again, commented on."""
