"""The command line: the only code that prints, reads the terminal, or decides an exit code."""
