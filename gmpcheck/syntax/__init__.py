"""Text to syntax tree and back: `parser.parse`, `printer.format_spec`. Nothing here is checked for sense."""
