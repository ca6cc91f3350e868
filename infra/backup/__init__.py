"""Backup and restore of everything that Coulisse keeps."""
