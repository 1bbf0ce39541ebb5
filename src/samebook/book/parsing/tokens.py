"""The words and signs of a condition: what is not in the language is refused here, with its exact place."""

import re
from collections.abc import Callable, Collection, Sequence

from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType
from sqlglot.tokens import Tokenizer

from samebook.book.spelling import did_you_mean, listed
from samebook.book.values import printable

MAX_CHARACTERS = 10_000
MAX_TOKENS = 2_000
MAX_NESTING = 20
MAX_PREFIXES = 4

FUNCTIONS = ("abs", "coalesce", "in_segment", "length", "lower", "round")

Report = Callable[[int, str, str, str], None]
"""Called with the offset of a problem, its code, message and hint."""

_BEFORE_A_PARENTHESIS = frozenset(
    {
        TokenType.L_PAREN,
        TokenType.COMMA,
        TokenType.DASH,
        TokenType.PLUS,
        TokenType.STAR,
        TokenType.SLASH,
        TokenType.EQ,
        TokenType.NEQ,
        TokenType.LT,
        TokenType.LTE,
        TokenType.GT,
        TokenType.GTE,
        TokenType.NOT,
        TokenType.AND,
        TokenType.OR,
        TokenType.IN,
        TokenType.BETWEEN,
        TokenType.LIKE,
    }
)
_ALLOWED = _BEFORE_A_PARENTHESIS | {
    TokenType.R_PAREN,
    TokenType.DOT,
    TokenType.ESCAPE,
    TokenType.IS,
    TokenType.NULL,
    TokenType.TRUE,
    TokenType.FALSE,
    TokenType.STRING,
    TokenType.NUMBER,
    TokenType.VAR,
    TokenType.INTERVAL,
    TokenType.DATE,
    TokenType.TIMESTAMP,
}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
OUTSIDE = "Conditions know comparisons, and, or, not, in, between, like, is null."
_CLOCK = "No condition reads the clock; compare with a field such as lead.received_on."
_HINTS = {
    "ilike": "Write lower(…) like '…' with the pattern in small letters.",
    "case": "Write the cases with and, or and not.",
    "::": "Values are not converted; declare the field with the type it has.",
    "cast": "Values are not converted; declare the field with the type it has.",
    "||": "Texts are not joined; test each field on its own.",
    "&&": "Write and.",
    "==": "Write =.",
    "!": "Write not.",
    "%": "There is no remainder; in a text, put quotes around it.",
    "^": "There is no power.",
    ";": "A condition is one expression; delete from here on.",
    "select": "A condition reads one record; it cannot query tables.",
    "any": "Write in (…).",
    "some": "Write in (…).",
    "all": "Write each comparison and join them with and.",
    "current_date": _CLOCK,
    "current_timestamp": _CLOCK,
    "current_time": _CLOCK,
    "now": _CLOCK,
    "today": _CLOCK,
    "upper": "Write lower(…) and the text in small letters.",
    "distinct": "Write = together with is null.",
    "unknown": "Write is null.",
    "xor": "Write it with and, or and not.",
    "rlike": "Write like with % and _.",
    "~": "Write like with % and _.",
    "regexp": "Write like with % and _.",
}


def tokens_of(
    text: str, report: Report, functions: Sequence[str] = FUNCTIONS, names: Collection[str] = ()
) -> list[Token] | None:
    """The tokens of a condition, or None when something in it is outside the language (and reported).

    Args:
        functions: What may be called.
        names: Words that may stand though SQL has another use for them, such as names of columns.
    """
    if len(text) > MAX_CHARACTERS:
        report(0, "condition.too_long", f"A condition has at most {MAX_CHARACTERS:,} characters.", "Use segments.")
        return None
    try:
        tokens = Tokenizer().tokenize(text)
    except TokenError:
        report(_unclosed(text), "condition.unclosed", "A quote or a comment is opened here and never closed.", "")
        return None
    if not tokens:
        report(0, "condition.empty", "The condition is empty.", "Write one, such as account.employees > 200.")
        return None
    if len(tokens) > MAX_TOKENS:
        report(0, "condition.too_long", f"A condition has at most {MAX_TOKENS:,} words and signs.", "Use segments.")
        return None
    counter = _Counter(report)
    for index in range(len(tokens)):
        _check_token(tokens, index, counter, functions, names)
    _check_nesting(tokens, counter)
    return None if counter.count else tokens


class _Counter:
    def __init__(self, report: Report) -> None:
        self.count = 0
        self._report = report

    def __call__(self, token: Token, code: str, message: str, hint: str = "") -> None:
        self.count += 1
        self._report(token.start, code, message, hint)


def _check_token(
    tokens: Sequence[Token], index: int, report: _Counter, functions: Sequence[str], names: Collection[str]
) -> None:
    token = tokens[index]
    before = tokens[index - 1].token_type if index else None
    after = tokens[index + 1].token_type if index + 1 < len(tokens) else None
    kind, shown = token.token_type, printable(token.text)
    if kind is TokenType.STRING or (token.text in names and after is not TokenType.L_PAREN):
        return
    if TokenType.DOT in (before, after) and kind is not TokenType.NUMBER and token.text.isidentifier():
        return
    if kind is TokenType.IDENTIFIER:
        report(token, "condition.quotes", f"{shown} stands in double quotes.", "Text goes in single quotes.")
    elif kind is TokenType.NUMBER and (TokenType.DOT in (before, after) or not _NUMBER.fullmatch(token.text)):
        report(token, "condition.number", f"{shown} is not a number of the Book.", "Write digits, as in 0.5 or 50000.")
    elif token.text.lower() in ("==", "!") or (kind not in _ALLOWED and after is not TokenType.L_PAREN):
        hint = _HINTS.get(token.text.lower(), "")
        if hint or not report.count:
            message = f"{shown} is not in the language of conditions."
            report(token, "condition.not_in_language", message, hint or OUTSIDE)
    elif after is TokenType.L_PAREN and kind not in _BEFORE_A_PARENTHESIS and token.text.lower() not in functions:
        hint = _HINTS.get(token.text.lower()) or did_you_mean(
            token.text, functions, f"There are {listed(functions, 'and')}."
        )
        report(token, "condition.unknown_function", f"There is no function {shown}.", hint)


def _check_nesting(tokens: Sequence[Token], report: _Counter) -> None:
    depth = prefixes = 0
    for token in tokens:
        kind = token.token_type
        depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        prefixes = prefixes + 1 if kind in (TokenType.NOT, TokenType.DASH) else 0
        if depth > MAX_NESTING or prefixes > MAX_PREFIXES:
            report(token, "condition.too_deep", "The condition is nested too deep here.", "Use segments.")
            return
        if depth < 0:
            report(token, "condition.parenthesis", "This parenthesis was never opened.", "Delete it.")
            return
    if depth:
        opened = [token for token in tokens if token.token_type is TokenType.L_PAREN]
        closing: list[Token] = []
        for token in tokens:
            if token.token_type is TokenType.L_PAREN:
                closing.append(token)
            elif token.token_type is TokenType.R_PAREN:
                closing.pop()
        report((closing or opened)[-1], "condition.parenthesis", "This parenthesis is never closed.", "Add ).")


def _unclosed(text: str) -> int:
    """Offset of the quote or comment that is never closed."""
    index = 0
    while index < len(text):
        for opening, closing in (("'", "'"), ('"', '"'), ("/*", "*/"), ("--", "\n")):
            if text.startswith(opening, index):
                end = text.find(closing, index + len(opening))
                if end < 0 and opening != "--":
                    return index
                index = len(text) if end < 0 else end + len(closing) - 1
                break
        index += 1
    return 0
