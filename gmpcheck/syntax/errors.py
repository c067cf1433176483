"""The wording of every syntax diagnostic (GMP001 to GMP099).

In: the place and the few facts that a message names. Out: `Diagnostic`s. Which of them fits a
place is decided elsewhere: by the lexer for characters, the builder for whole nodes, `explain` for
unexpected tokens. The docstring of each function is the cause, in one paragraph.
"""

from __future__ import annotations

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.source import Span
from gmpcheck.syntax.foreign import CONSTRUCTS, LOOKALIKES, OPERATORS
from gmpcheck.syntax.tokens import END, Token


def _error(
    code: str,
    message: str,
    span: Span,
    label: str = "",
    *,
    notes: tuple[Note, ...] = (),
    help: tuple[str, ...] = (),
) -> Diagnostic:
    return Diagnostic(code, "error", message, span, label, notes, help)


def found(token: Token) -> str:
    """What a token is, in words."""
    if token.type == END:
        return "the end of the file"
    if token.type == "STRING":
        return "a string"
    if token.type == "INT":
        return f"the number `{token.span.text}`"
    if token.type == "NAME":
        return f"the name `{token.text}`"
    if token.is_reserved:
        return f"the keyword `{token.text}`"
    return f"`{token.text}`"


def either(words: tuple[str, ...]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def unexpected(token: Token, expected: tuple[str, ...], notes: tuple[Note, ...] = ()) -> Diagnostic:
    """No rule of the grammar allows this token here. The message lists what could stand in its place;
    often the mistake is a little earlier, where something was left out."""
    wanted = either(expected) if expected else "something else"
    where = "at the end of the file" if token.type == END else f"before {found(token)}"
    return _error("GMP001", f"expected {wanted} {where}", token.span, f"expected {wanted}", notes=notes)


def stray_character(span: Span) -> Diagnostic:
    """The language uses ASCII letters, digits and signs only; other characters may stand in comments
    and strings. Text copied from papers or word processors brings look-alikes of quotes and
    operators."""
    char = span.text
    hint = LOOKALIKES.get(char)
    help_text = f"write `{hint}`" if hint and not hint.startswith("an ") else f"write {hint}" if hint else ""
    if char.isalpha():
        help_text = help_text or "names consist of the letters a to z and A to Z, digits and `_`"
    shown = f"`{char}`" if char.isprintable() else f"U+{ord(char):04X}"
    return _error(
        "GMP002", f"the character {shown} has no meaning here", span, help=(help_text,) if help_text else ()
    )


def unterminated_string(span: Span) -> Diagnostic:
    """A string starts with `"` and must end with `"` on the same line."""
    return _error(
        "GMP003",
        "this string is not closed",
        span,
        'no closing `"` on this line',
        help=('end the string with `"`; a line break inside a string is written \\n',),
    )


def unknown_escape(span: Span) -> Diagnostic:
    """After a backslash in a string only `"`, `\\`, `n` and `t` have a meaning."""
    return _error(
        "GMP004", f"`{span.text}` is no escape", span, help=('the escapes are \\" \\\\ \\n and \\t',)
    )


def block_comment(span: Span) -> Diagnostic:
    """Comments run from `//` to the end of the line; `/* … */` does not exist, so that no comment can
    swallow the rest of a file."""
    start = Span(span.source, span.start, span.start + 2)
    return _error(
        "GMP005", "there are no block comments", start, help=("start each line of the comment with `//`",)
    )


def floating_point(span: Span) -> Diagnostic:
    """All numbers are integers: a model with fractions would not be finite."""
    return _error(
        "GMP006",
        f"`{span.text}` is not an integer",
        span,
        help=(
            "use whole numbers: scale the unit (ticks, not seconds)",
            "a range is written with two dots: `1..5`",
        ),
    )


def malformed_integer(span: Span) -> Diagnostic:
    """Integers are decimal without leading zeros, or hexadecimal after `0x`; `_` may stand between
    digits. A name cannot start with a digit."""
    return _error(
        "GMP007",
        f"`{_short(span.text)}` is neither a number nor a name",
        span,
        help=("numbers are like `12`, `1_000` and `0x1f`; a name cannot start with a digit",),
    )


def large_integer(span: Span, largest: int) -> Diagnostic:
    """Integer literals reach up to 2^62, so that values fit a machine word."""
    return _error(
        "GMP007",
        "this integer is too large",
        span,
        f"the largest literal is {largest}",
        help=("use a smaller scale",),
    )


def control_character(span: Span) -> Diagnostic:
    """Spec files are plain text: apart from tabs and line ends, control characters (and halves of
    surrogate pairs) are refused, in comments too, because nobody can see them."""
    return _error(
        "GMP008",
        f"the file contains the invisible character U+{ord(span.text):04X}",
        span,
        help=("delete it; a spec is plain UTF-8 text",),
    )


def unclosed(token: Token, opener: Token, opened: str, suspect: Note | None) -> Diagnostic:
    """A `{`, `(` or `[` has no counterpart. Seen where the next declaration or the end of the file
    stands and the body is still open; the missing bracket belongs somewhere before."""
    closer = {"(": ")", "[": "]", "{": "}"}[opener.text]
    notes = (Note(f"the `{opener.text}` {opened} is still open", opener.span),)
    return _error(
        "GMP009",
        f"missing `{closer}` before {found(token)}"
        if token.type != END
        else f"missing `{closer}` at the end of the file",
        token.span,
        f"expected `{closer}`",
        notes=notes + ((suspect,) if suspect else ()),
        help=(f"close the `{opener.text}` with `{closer}`",),
    )


def unopened(token: Token) -> Diagnostic:
    """A closing bracket stands where nothing is open: one too many, or its opening one is missing."""
    return _error(
        "GMP010",
        f"this `{token.text}` closes nothing",
        token.span,
        help=(f"delete it, or find the `{token.text}` before it that closes too early",),
    )


def mismatched(token: Token, opener: Token) -> Diagnostic:
    """Brackets close in the reverse order of their opening, each with its own kind."""
    return _error(
        "GMP010",
        f"`{token.text}` cannot close `{opener.text}`",
        token.span,
        notes=(Note(f"this `{opener.text}` is still open", opener.span),),
    )


def missing_body(token: Token, owner: str) -> Diagnostic:
    """The body of a declaration or statement is always in braces, also when it is a single
    statement."""
    return _error(
        "GMP011",
        f"expected `{{` to open the body of {owner}, found {found(token)}",
        token.span,
        "expected `{`",
        help=("put the body between `{` and `}`",),
    )


def comparison_meant(token: Token) -> Diagnostic:
    """`=` assigns and is a statement of its own; inside an expression equality is `==`."""
    return _error(
        "GMP012",
        "`=` assigns; it cannot stand in an expression",
        token.span,
        help=("to compare, write `==`",),
    )


def assignment_meant(token: Token) -> Diagnostic:
    """`==` compares and gives a value; a statement that changes something uses `=`."""
    return _error(
        "GMP013",
        "`==` compares; a comparison is not a statement",
        token.span,
        help=("to assign, write `=`", 'to require it, write `await …` or `assert …, "why"`'),
    )


def foreign_operator(span: Span, text: str) -> Diagnostic:
    """Another language's operator. The help names this language's own way to say it."""
    help_text = OPERATORS.get(text, "see the operators in docs/language.md")
    return _error("GMP014", f"`{text}` is not an operator of this language", span, help=(help_text,))


def chained_comparison(token: Token) -> Diagnostic:
    """Comparisons do not chain: `a < b < c` would compare a truth value with c."""
    return _error(
        "GMP015",
        "comparisons do not chain",
        token.span,
        "a second comparison",
        help=("write `a < b && b < c`", "to compare truth values, use parentheses: `(a < b) == c`"),
    )


def chained_leads_to(token: Token) -> Diagnostic:
    """`p ~> q ~> r` could mean two things, so `~>` does not chain."""
    return _error(
        "GMP015",
        "`~>` does not chain",
        token.span,
        help=("say which is meant: `p ~> (q ~> r)` or `(p ~> q) && (q ~> r)`",),
    )


def missing_colon(token: Token, opener: Token) -> Diagnostic:
    """A quantifier's body follows a `:` after its domain (`forall x in S: e`), and the two arms of a
    conditional are separated by one (`c ? a : b`)."""
    quantifier = opener.text != "?"
    form = f"{opener.text} x in S: …" if quantifier else "test ? a : b"
    return _error(
        "GMP016",
        f"missing `:` before {found(token)}",
        token.span,
        "expected `:`",
        notes=(Note(f"for this `{opener.text}`", opener.span),),
        help=(f"the form is `{form}`",),
    )


def bare_quantifier(token: Token, in_arm: bool) -> Diagnostic:
    """A quantifier reaches as far right as it can. In a domain, and between the `?` and the `:` of a
    conditional, it must stand in parentheses, or nobody could tell whose the next `:` is."""
    form = f"({token.text} x in S: …)"
    return _error(
        "GMP016" if in_arm else "GMP032",
        f"put the `{token.text}` {'between `?` and `:`' if in_arm else 'in this domain'} in parentheses",
        token.span,
        notes=(Note("a quantifier's body reaches as far right as it can"),),
        help=(f"write `test ? {form} : …`" if in_arm else f"write `{form}`",),
    )


def reserved_name(token: Token) -> Diagnostic:
    """The words that open a declaration, a statement or a quantifier, and a few more, cannot name
    anything."""
    help: tuple[str, ...] = (f"choose another name, such as `{token.text}_` or `the_{token.text}`",)
    if token.text == "status":
        help = ("the statuses of a machine are a section of it: `status { idle, running }`", *help)
    return _error(
        "GMP017",
        f"`{token.text}` is a reserved word and cannot be a name",
        token.span,
        "expected a name",
        help=help,
    )


def misspelt(token: Token, meant: str) -> Diagnostic:
    """A name stands where only certain keywords can, and it is nearly one of them."""
    return _error(
        "GMP018", f"`{token.text}` is not a keyword", token.span, help=(f"did you mean `{meant}`?",)
    )


def statement_at_top(token: Token) -> Diagnostic:
    """Statements run as part of an action, a step or the initialisation; at the top of a file or in a
    `variant` there are only declarations."""
    return _error(
        "GMP019",
        f"{found(token)} starts a statement, and statements stand only in bodies",
        token.span,
        "expected a declaration",
        help=("put it into an `action`, a `step` of a process, a `proc` or `init { … }`",),
    )


def statement_outside_step(token: Token) -> Diagnostic:
    """A process or routine consists of local variables and steps; each step is one transition, and only
    steps hold statements."""
    return _error(
        "GMP019",
        f"{found(token)} starts a statement, and the statements of a process stand in its steps",
        token.span,
        "expected `step`",
        help=("write `step name { … }` around it",),
    )


def bare_value(token: Token) -> Diagnostic:
    """A name, a field or an element alone changes nothing and is no statement. Where it names a `proc`,
    the parentheses of the call are missing."""
    return _error(
        "GMP001",
        "a value alone is not a statement",
        token.span,
        "expected an assignment or a call",
        help=("assign with `… = e`, call a proc with `f()`, wait with `await …`",),
    )


def stray_branch(token: Token) -> Diagnostic:
    """`else` continues an `if`, and `or` an `either`: nothing may stand between them and the closing
    brace."""
    opener = "if" if token.text == "else" else "either"
    return _error(
        "GMP001",
        f"`{token.text}` without `{opener}`",
        token.span,
        "expected a statement",
        help=(f"`{token.text}` follows the closing brace of the `{opener}` directly",),
    )


def declaration_in_body(token: Token, owner: str) -> Diagnostic:
    """Actions, machines, properties and variables are declared at the top of the file, not inside a
    body."""
    return _error(
        "GMP020",
        f"{found(token)} opens a declaration, which cannot stand in the body of {owner}",
        token.span,
        help=("move it to the top level, or close the body before it with `}`",),
    )


def var_in_body(token: Token) -> Diagnostic:
    """A body is one atomic transition: it has no variables of its own, only names for values."""
    return _error(
        "GMP020",
        "`var` cannot stand in a body of statements",
        token.span,
        help=(
            "name a value with `let x = …`",
            "what must survive the transition is a `var` of the spec, or of the process above its steps",
        ),
    )


def after_return(token: Token, returned: Token) -> Diagnostic:
    """`return` ends its block: nothing after it could ever run."""
    return _error(
        "GMP021",
        "nothing can follow `return` in a block",
        token.span,
        "expected `}`",
        notes=(Note("the block ends with this `return`", returned.span),),
        help=("delete what follows, or put the `return` into an `if`",),
    )


def foreign_construct(token: Token) -> Diagnostic:
    """A word that opens a construct in other languages and means nothing in this one."""
    return _error("GMP022", f"there is no `{token.text}` here", token.span, help=(CONSTRUCTS[token.text],))


def method_receiver(token: Token) -> Diagnostic:
    """Functions are not methods: there is no receiver in parentheses before the name, and none without
    a name."""
    return _error(
        "GMP022",
        "a `func` has its name first and no receiver",
        token.span,
        "expected a name",
        help=("write `func owned(p: P) bool = …`",),
    )


def brace_function(token: Token) -> Diagnostic:
    """A `func` names one expression; a `proc` names statements."""
    return _error(
        "GMP022",
        "a `func` names an expression and has no body in braces",
        token.span,
        "expected `=`",
        help=("write `func f(x: T) R = expression`", "for statements use `proc f(x: T) { … }`"),
    )


def empty_file(span: Span) -> Diagnostic:
    """A spec declares at least one thing. An empty file is more often an accident than a spec."""
    return _error(
        "GMP023",
        "the file declares nothing",
        span,
        help=("start with `spec NAME`, a `machine` and an `action`",),
    )


def misplaced_spec(span: Span, first: Span | None) -> Diagnostic:
    """`spec NAME` names the file and is its first declaration, once."""
    if first is None:
        return _error(
            "GMP024", "the `spec` line must come first", span, help=("move it above every other declaration",)
        )
    return _error(
        "GMP024",
        "a file has one `spec` line",
        span,
        "a second one",
        notes=(Note("the first one is here", first),),
    )


def second_status(span: Span, first: Span) -> Diagnostic:
    """A machine has one life: all its statuses stand in one `status { … }` section."""
    return _error(
        "GMP025",
        "a machine has one `status` section",
        span,
        "a second one",
        notes=(Note("the first one is here", first),),
        help=("move its entries into the first section",),
    )


def local_after_step(span: Span, name: str, step: Span) -> Diagnostic:
    """The local variables of a process or routine are declared before its first step."""
    return _error(
        "GMP026",
        f"the local variable `{name}` is declared after a step",
        span,
        notes=(Note("the first step is here", step),),
        help=("move the `var` above the first `step`",),
    )


def too_deep(span: Span, limit: int) -> Diagnostic:
    """Expressions and blocks may be nested to a fixed depth; only generated text gets near it. A chain
    such as `a && b && …` counts one level for each operator."""
    return _error(
        "GMP027",
        f"this is nested more than {limit} levels deep",
        span,
        help=("name parts of it with `func` or `proc`",),
    )


def range_as_value(token: Token) -> Diagnostic:
    """`lo..hi` is a domain: it stands after `in` and as a type, never as a value."""
    return _error(
        "GMP028",
        "a range is not a value",
        token.span,
        "`..` stands only in a type or after `in`",
        help=("write `x in lo..hi`, without parentheses around the range",),
    )


def temporal_outside(token: Token) -> Diagnostic:
    """`always`, `eventually`, `until` and `next` speak about runs and stand only in the body of a
    `property`."""
    form = "p until q" if token.text == "until" else f"{token.text} p"
    return _error(
        "GMP029",
        f"`{token.text}` is a temporal operator only in a `property`",
        token.span,
        help=(f"write `property name: {form}`; an `invariant` holds always as it is",),
    )


def not_a_verdict(token: Token) -> Diagnostic:
    """A claim says what the answer must be: `expect p holds` or `expect p violated`."""
    return _error(
        "GMP030",
        "a claim is `holds` or `violated`",
        token.span,
        f"found {found(token)}",
        help=("write `expect p holds`",),
    )


def not_off(token: Token) -> Diagnostic:
    """Deadlocks are always looked for; the only declaration about them is `deadlock off`."""
    return _error(
        "GMP031",
        "the declaration is `deadlock off`",
        token.span,
        "expected `off`",
        help=("deadlocks are always checked; leave the line out to keep the check",),
    )


def needs_parentheses(token: Token) -> Diagnostic:
    """`!` and the temporal prefixes bind weaker than a comparison: `!a == b` is `!(a == b)`. On the
    right of an arithmetic or comparison operator they need parentheses."""
    sign = token.text if token.text == "!" else f"{token.text} "
    return _error(
        "GMP032",
        f"put the operand that starts with `{token.text}` in parentheses",
        token.span,
        help=(f"write `a == ({sign}b)`; `!a == b` means `!(a == b)`",),
    )


def single_branch(token: Token) -> Diagnostic:
    """`either` chooses between branches, so there are at least two: `either { … } or { … }`."""
    return _error(
        "GMP033",
        "`either` needs a second branch",
        token.span,
        "expected `or`",
        help=("write `either { … } or { … }`; `or {}` is a branch that does nothing",),
    )


def assert_without_text(token: Token) -> Diagnostic:
    """An assertion carries the text that its fault shows: `assert e, "text"`."""
    return _error(
        "GMP034",
        "`assert` needs a text",
        token.span,
        'expected `, "text"`',
        help=('write `assert condition, "what went wrong"`',),
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
