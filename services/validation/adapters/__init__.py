"""What validation asks of the outside: files, the vault, and the programs that read files."""
