"""The program that reads files of strangers: started fresh, confined, watched and killed by the service."""
