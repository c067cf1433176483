"""From an unexpected token to the diagnostic that helps most.

In: the `Situation` in which the parser stopped. Out: one `Diagnostic`. The rules are asked in order,
special causes before general ones; each is a function that recognises one mistake and otherwise
answers None. The last resort says what was expected. The wording is in `errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.spelling import nearest
from gmpcheck.syntax import errors
from gmpcheck.syntax.foreign import CONSTRUCTS
from gmpcheck.syntax.situation import Situation, column, indentation, is_first_on_line, owner
from gmpcheck.syntax.tokens import (
    BRACES,
    CLOSERS,
    COMPARISONS,
    DECLARATION_TYPES,
    END,
    FOREIGN,
    QUANTIFIER_TYPES,
    STATEMENT_TYPES,
    STATEMENT_WORDS,
    TEMPORAL_WORDS,
    TEXT_OF_TYPE,
    TYPE_WORDS,
    Token,
    words,
)


def explain(at: Situation) -> Diagnostic:
    """The one diagnostic for an unexpected token."""
    for rule in _RULES:
        diagnostic = rule(at)
        if diagnostic is not None:
            return diagnostic
    return errors.unexpected(at.token, expected_words(at))


# ---- brackets


def _foreign_sign(at: Situation) -> Diagnostic | None:
    token = at.token
    lone = (token.type == "BAR" and at.after_operand) or (token.type == "ARROW" and at.takes("DOT"))
    if token.type == FOREIGN or lone:
        return errors.foreign_operator(token.span, token.text)
    return None


def _unclosed(at: Situation) -> Diagnostic | None:
    """The file, or by its layout the declaration, ends while a bracket is open."""
    stack = at.open_brackets()
    if not stack:
        return None
    opener = at.tokens[stack[-1]]
    ends = at.token.type == END
    ends |= at.token.type == "CLOSE_BRACE" and opener.type not in BRACES
    ends |= at.token.type == "OPEN_BRACE" and at.takes("CLOSE_PAREN")
    ends |= at.token.type in DECLARATION_TYPES and _starts_afresh(at, opener)
    if not ends:
        return None
    body = owner(at, stack[-1]) if opener.type == "OPEN_BRACE" else ""
    where = f"of {body}" if body else "opened here"
    return errors.unclosed(at.token, opener, where, _suspect(at) if opener.type in BRACES else None)


def _starts_afresh(at: Situation, opener: Token) -> bool:
    return is_first_on_line(at.token) and column(at.token) <= indentation(opener)


def _suspect(at: Situation) -> Note | None:
    """A `}` that is indented unlike the line that it closes: the missing one is probably near."""
    stack: list[Token] = []
    for token in at.tokens[at.start : at.index]:
        if token.type in BRACES:
            stack.append(token)
        elif token.type == "CLOSE_BRACE" and stack:
            opener = stack.pop()
            if is_first_on_line(token) and column(token) != indentation(opener):
                return Note("this `}` is not indented like the line that it closes", token.span)
    return None


def _wrong_closer(at: Situation) -> Diagnostic | None:
    if at.token.type not in CLOSERS:
        return None
    stack = at.open_brackets()
    if not stack or (at.token.type != "CLOSE_BRACE" and at.tokens[stack[-1]].type in BRACES):
        return errors.unopened(at.token)
    opener = at.tokens[stack[-1]]
    pairs = {"CLOSE_PAREN": "(", "CLOSE_BRACKET": "[", "CLOSE_BRACE": "{"}
    return None if pairs[at.token.type] == opener.text else errors.mismatched(at.token, opener)


# ---- operators


def _equals(at: Situation) -> Diagnostic | None:
    if at.token.type == "BECOMES" and at.after_operand:
        return errors.comparison_meant(at.token)
    if at.token.type == "EQUAL" and at.takes("BECOMES") and not at.after_operand:
        return errors.assignment_meant(at.token)
    return None


def _chain(at: Situation) -> Diagnostic | None:
    if at.after_operand and at.token.type in COMPARISONS:
        return errors.chained_comparison(at.token)
    if at.after_operand and at.token.type == "LEADS_TO":
        return errors.chained_leads_to(at.token)
    return None


def _colon(at: Situation) -> Diagnostic | None:
    if not at.takes("COLON", "PLUS"):
        return None
    opener = at.last(QUANTIFIER_TYPES | {"QUERY"})
    return errors.missing_colon(at.token, opener) if opener else None


def _range(at: Situation) -> Diagnostic | None:
    return errors.range_as_value(at.token) if at.token.type == "RANGE" and at.takes("PLUS") else None


_PREFIXES = frozenset(["NOT", "ALWAYS", "EVENTUALLY", "NEXT"])


def _prefix(at: Situation) -> Diagnostic | None:
    if not at.takes("INT", "TRUE", "MINUS"):
        return None
    if at.token.type in QUANTIFIER_TYPES:
        return errors.bare_quantifier(at.token, in_arm=at.last(frozenset(["QUERY"])) is not None)
    return errors.needs_parentheses(at.token) if at.token.type in _PREFIXES else None


# ---- statements


def _after_return(at: Situation) -> Diagnostic | None:
    if not at.takes("CLOSE_BRACE") or at.in_statements:
        return None
    returned = at.last(frozenset(["RETURN"]))
    return errors.after_return(at.token, returned) if returned else None


def _assert_text(at: Situation) -> Diagnostic | None:
    if not at.last(frozenset(["ASSERT"]), until=frozenset(["SEMICOLON"]) | STATEMENT_TYPES - {"ASSERT"}):
        return None
    if at.accepts == {"STRING"} or (at.after_operand and at.takes("COMMA")):
        return errors.assert_without_text(at.token)
    return None


def _single_branch(at: Situation) -> Diagnostic | None:
    return errors.single_branch(at.token) if at.accepts == {"OR"} else None


_USES = words("BECOMES DOT INCREASE DECREASE OPEN_BRACKET COLON COMMA")


def _suspects(at: Situation) -> Iterator[Token]:
    """The names that may be a misunderstood keyword: the token, the one before, the one that
    `while (x)` seems to call, and those that open their lines. A name that is put to a name's
    use (`x = …`, `x.y`) is none."""
    openers = [i for i in range(at.start, at.index + 1) if is_first_on_line(at.tokens[i])][-2:]
    called = at.index
    if at.previous and at.previous.type == "CLOSE_PAREN":
        called = next(at.back()) - 1
    for i in dict.fromkeys((at.index, at.index - 1, called, *reversed(openers))):
        token = at.tokens[i]
        following = at.tokens[min(i + 1, len(at.tokens) - 1)]
        if i >= at.start and token.type == "NAME" and following.type not in _USES:
            yield token


def _foreign_word(at: Situation) -> Diagnostic | None:
    if at.token.type == "OPEN_PAREN" and at.previous and at.previous.type == "FUNC":
        return errors.method_receiver(at.token)
    func = at.last(frozenset(["FUNC"]), until=frozenset(["BECOMES"]))
    if at.token.type == "OPEN_BRACE" and func:
        return errors.brace_function(at.token)
    if at.token.type == "WHEN" and at.in_statements:
        return errors.foreign_construct(at.token)
    token = next((t for t in _suspects(at) if t.text in CONSTRUCTS), None)
    return errors.foreign_construct(token) if token else None


def _word_operator(at: Situation) -> Diagnostic | None:
    if at.after_operand and at.token.text in ("and", "or") and at.token.type in ("NAME", "OR"):
        return errors.foreign_operator(at.token.span, at.token.text)
    for token in (at.previous, at.tokens[max(at.start, at.index - 2)]):
        if token and token.type == "NAME" and token.text == "not":
            return errors.foreign_operator(token.span, token.text)
    return None


def _temporal(at: Situation) -> Diagnostic | None:
    for token in (at.token, at.previous):
        if token and token.type == "NAME" and token.text in TEMPORAL_WORDS and at.after_operand:
            return errors.temporal_outside(token)
    return None


# ---- words


def _misspelt(at: Situation) -> Diagnostic | None:
    if at.token.type == "NAME" and len(at.token.text) > 2:
        words = [TEXT_OF_TYPE[kind] for kind in at.accepts if kind in TEXT_OF_TYPE]
        meant = nearest(at.token.text, [word for word in words if word.isalpha()])
        return errors.misspelt(at.token, meant) if meant else None
    return None


def _misspelt_head(at: Situation) -> Diagnostic | None:
    """`retrun x`, `queu[G, 2]`: the word before was taken for a name."""
    before = at.previous
    if before is None or before.type != "NAME" or len(before.text) < 3:
        return None
    known: frozenset[str] = frozenset()
    if at.takes("INCREASE") and not at.after_operand:
        known = STATEMENT_WORDS
    elif at.token.type == "OPEN_BRACKET":
        known = TYPE_WORDS
    meant = nearest(before.text, known)
    return errors.misspelt(before, meant) if meant else None


def _reserved_before(at: Situation) -> Diagnostic | None:
    """`status: bool`, `if = 4`, `count > 0`: the keyword was taken for what it opens."""
    previous = at.previous
    if previous is None or not previous.is_reserved:
        return None
    operand = previous.type in QUANTIFIER_TYPES and not at.token.is_reserved
    if not operand and at.token.type not in _USES - {"COMMA"}:
        return None
    # What was left out after `machine` or `in` is a name; the keyword itself is meant.
    meant = previous.type == "IN" or (at.token.type == "OPEN_BRACKET" and previous.type in DECLARATION_TYPES)
    return None if meant else errors.reserved_name(previous)


def _reserved(at: Situation) -> Diagnostic | None:
    token = at.token
    if not (token.is_reserved and at.takes("NAME")):
        return None
    if at.tokens[max(at.start, at.index - 2)].type == "EXPECT":
        return errors.not_a_verdict(token)
    used = at.following is not None and at.following.type in _USES - {"OPEN_BRACKET", "COMMA"}
    name_only = not at.takes("INT") and not at.in_statements
    if used or name_only or not is_first_on_line(token):
        return errors.reserved_name(token)
    return None


def _misplaced(at: Situation) -> Diagnostic | None:
    token = at.token
    if at.in_statements and token.type == "VAR":
        return errors.var_in_body(token)
    stack = at.open_brackets()
    if stack and token.type in DECLARATION_TYPES and at.takes("CLOSE_BRACE"):
        return errors.declaration_in_body(token, owner(at, stack[-1]) or "a statement")
    if token.type in ("ELSE", "OR") and (at.in_statements or at.in_declarations):
        return errors.stray_branch(token)
    return _stray_statement(at)


def _stray_statement(at: Situation) -> Diagnostic | None:
    """A statement at the top of the file, in a variant, or in a process outside its steps."""
    used = at.following is not None and at.following.type in _USES - {"COLON", "COMMA"}
    if not (at.token.type in STATEMENT_TYPES or (at.token.is_name and used)):
        return None
    if at.in_declarations:
        return errors.statement_at_top(at.token)
    return errors.statement_outside_step(at.token) if at.takes("STEP", "CLOSE_BRACE") else None


def _bare_value(at: Situation) -> Diagnostic | None:
    """`x` or `x.y` where a statement should stand."""
    if not at.takes("INCREASE") or at.after_operand or at.previous is None:
        return None
    ends = at.token.type in STATEMENT_TYPES | {"CLOSE_BRACE", "SEMICOLON", "COMMA"}
    return errors.bare_value(at.previous) if ends or at.token.is_name else None


def _missing_body(at: Situation) -> Diagnostic | None:
    awaits_body = at.takes("OPEN_BRACE") and not at.takes("TRUE") and at.previous is not None
    return errors.missing_body(at.token, owner(at, at.index) or "this declaration") if awaits_body else None


_RULES: tuple[Callable[[Situation], Diagnostic | None], ...] = (
    _foreign_sign,
    _single_branch,
    _unclosed,
    _after_return,
    _wrong_closer,
    _assert_text,
    _equals,
    _word_operator,
    _temporal,
    _reserved_before,
    _chain,
    _colon,
    _range,
    _prefix,
    _foreign_word,
    _misspelt,
    _misspelt_head,
    _misplaced,
    _reserved,
    _missing_body,
    _bare_value,
)


# ---- the last resort

_WORTH_NAMING = (
    "CLOSE_PAREN",
    "CLOSE_BRACKET",
    "CLOSE_BRACE",
    "BECOMES",
    "COLON",
    "COMMA",
    "IN",
    "STRING",
    END,
)
_ARITHMETIC = frozenset(["PLUS", "MINUS", "TIMES", "OVER", "MODULO", "RANGE", "QUERY", "DOT", "OPEN_PAREN"])
_PHRASES = {"NAME": "a name", "INT": "a number", "STRING": "a string", END: "the end of the file"}


def expected_words(at: Situation) -> tuple[str, ...]:
    """What the grammar would take, in words, the most telling first."""
    main = _main_category(at)
    kinds = [kind for kind in _WORTH_NAMING if at.takes(kind)]
    if main == "a declaration":
        kinds = [kind for kind in kinds if kind != END]
    elif main == "an operator":
        kinds = [kind for kind in kinds if kind != "IN"]
    elif at.previous and at.previous.type == "INT" and at.takes("RANGE"):
        kinds = ["RANGE"]
    elif not main:
        kinds = sorted(at.accepts - _ARITHMETIC, key=_rank) or sorted(at.accepts)
    words = [_PHRASES.get(kind) or f"`{TEXT_OF_TYPE[kind]}`" for kind in kinds]
    return tuple(dict.fromkeys([main, *words] if main else words))[:4]


def _rank(kind: str) -> tuple[int, str]:
    return (_WORTH_NAMING.index(kind) if kind in _WORTH_NAMING else len(_WORTH_NAMING), kind)


def _main_category(at: Situation) -> str:
    if at.after_operand:
        return "an operator"
    if at.takes("TRUE", "INT"):
        return "an expression"
    if at.in_statements:
        return "a statement"
    if at.in_declarations:
        return "a declaration"
    if at.takes("INT", "NAME"):
        previous = at.previous.type if at.previous else ""
        return "a type" if previous in ("COLON", "OPEN_BRACKET", "COMMA", "CLOSE_PAREN") else "a constant"
    return "a name" if at.takes("NAME") else ""
