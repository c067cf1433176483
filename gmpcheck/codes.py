"""Every diagnostic code with its title, one line each; docs/errors has a page per code.

GMP0xx syntax · 1xx names and declarations · 2xx types · 3xx statements and effects · 4xx processes ·
5xx properties, claims and variants · 6xx values and parameters · 7xx command line and trace files.
"""

from __future__ import annotations

CODES: dict[str, str] = {
    "GMP001": "something else was expected here",
    "GMP002": "a character that the language does not use",
    "GMP003": "a string that is not closed on its line",
    "GMP004": "an unknown escape in a string",
    "GMP005": "a block comment",
    "GMP006": "a number with a fraction or an exponent",
    "GMP007": "an integer that is malformed or too large",
    "GMP008": "a control character or half of a character",
    "GMP009": "a bracket that is never closed",
    "GMP010": "a closing bracket without its opening one",
    "GMP011": "a body that does not start with `{`",
    "GMP012": "`=` where `==` is meant",
    "GMP013": "`==` where `=` is meant",
    "GMP014": "an operator of another language",
    "GMP015": "an operator that does not chain",
    "GMP016": "a quantifier or conditional without its `:`",
    "GMP017": "a reserved word used as a name",
    "GMP018": "a misspelt keyword",
    "GMP019": "a statement outside every body",
    "GMP020": "a declaration inside a body",
    "GMP021": "something after `return` in its block",
    "GMP022": "a construct of another language",
    "GMP023": "a file that declares nothing",
    "GMP024": "a `spec` line that is not the first or not the only one",
    "GMP025": "a second `status` section in a machine",
    "GMP026": "a local variable declared after a step",
    "GMP027": "nesting that is too deep",
    "GMP028": "a range where only a value can stand",
    "GMP029": "a temporal operator outside a `property`",
    "GMP030": "a claim that is neither `holds` nor `violated`",
    "GMP031": "`deadlock` followed by something other than `off`",
    "GMP032": "an operand that needs parentheses",
    "GMP033": "an `either` with a single branch",
    "GMP034": "an `assert` without its text",
}
