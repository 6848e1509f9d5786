"""Tokens of Redshift's SQL, enough to read UNLOAD and COPY properly and to bridge what PostgreSQL spells differently.

A statement is never searched as text: a keyword within a string, a comment or a quoted identifier is none.
Redshift's plain string literals take backslash escapes, as PostgreSQL's did before `standard_conforming_strings`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto


class SyntaxRefused(Exception):
    """What Redshift answers to a statement it cannot read, without the leading `ERROR: `."""


class Kind(Enum):
    WORD = auto()
    QUOTED_IDENTIFIER = auto()
    STRING = auto()
    NUMBER = auto()
    PARAMETER = auto()
    SYMBOL = auto()


@dataclass(frozen=True)
class Token:
    kind: Kind
    # As written; `value` is what it means: a word in lower case, a literal without its quotes and escapes.
    text: str
    value: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        return self.kind is Kind.WORD and self.value in words

    def is_symbol(self, symbol: str) -> bool:
        return self.kind is Kind.SYMBOL and self.value == symbol


_WORD = re.compile(r"[^\W\d][\w$]*")
_NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_DOLLAR = re.compile(r"\$([^\W\d]\w*)?\$")
_PARAMETER = re.compile(r":[0-9a-zA-Z_]+")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|''", re.DOTALL)
_NAMED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


# A statement is read several times on its way: for its parameters, its kind, and what PostgreSQL spells otherwise.
@functools.lru_cache(maxsize=256)
def tokens(sql: str) -> tuple[Token, ...]:
    """Raises SyntaxRefused for what is never closed, in PostgreSQL's words (Redshift's are the same)."""
    found: list[Token] = []
    at = 0
    while at < len(sql):
        char = sql[at]
        if char.isspace():
            at += 1
        elif sql.startswith("--", at):
            newline = sql.find("\n", at)
            at = len(sql) if newline < 0 else newline + 1
        elif sql.startswith("/*", at):
            at = _after_comment(sql, at)
        else:
            found.append(_token(sql, at))
            at = found[-1].end
    return tuple(found)


def statements(sql: str) -> list[list[Token]]:
    """The tokens of each statement of a text that may hold several; a trailing semicolon makes none."""
    found: list[list[Token]] = [[]]
    for token in tokens(sql):
        if token.is_symbol(";"):
            found.append([])
        else:
            found[-1].append(token)
    return [each for each in found if each]


def unescaped(body: str) -> str:
    """What a plain literal means, from the text between its quotes."""

    def replace(match: re.Match[str]) -> str:
        code = match[1]
        if code is None:
            return "'"
        if code[0] == "x" and len(code) > 1:
            return chr(int(code[1:], 16))
        if code[0] in "uU" and len(code) > 1:
            return chr(int(code[1:], 16))
        if code[0] in "01234567":
            return chr(int(code, 8))
        return _NAMED.get(code, code)

    return _ESCAPE.sub(replace, body)


def literal(value: str) -> str:
    """A value as a literal that means it: quote and backslash doubled."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def bound(sql: str, parameters: Mapping[str, str]) -> str:
    """The statement with its `:name` parameters in place, as literals, which is how the Data API lets them be used."""
    return _rewritten(
        sql,
        tokens(sql),
        lambda token: (
            literal(parameters[token.value]) if token.kind is Kind.PARAMETER and token.value in parameters else None
        ),
    )


def parameters_of(sql: str) -> set[str]:
    return {token.value for token in tokens(sql) if token.kind is Kind.PARAMETER}


# Only storage: they say where rows lie, not what a query answers.
_ATTRIBUTES_WITH_LIST = ("distkey", "sortkey")


def for_postgresql(sql: str) -> str:
    """The statement as PostgreSQL takes it: `sysdate`, and without the storage attributes of a table."""
    read = tokens(sql)
    dropped: set[int] = set()
    if _makes_a_table(read):
        dropped = _storage_attributes(read) | _keys(read)
    positions = {id(token): index for index, token in enumerate(read)}
    identities = _identities(read) if dropped or _makes_a_table(read) else {}

    def replacement(token: Token) -> str | None:
        if positions[id(token)] in identities:
            return identities[positions[id(token)]]
        if positions[id(token)] in dropped:
            return ""
        return "(now() at time zone 'utc')" if token.is_word("sysdate") else None

    return _rewritten(sql, read, replacement)


def _makes_a_table(read: Sequence[Token]) -> bool:
    return len(read) > 1 and read[0].is_word("create") and any(each.is_word("table") for each in read[1:4])


def _identities(read: Sequence[Token]) -> dict[int, str]:
    """`[GENERATED BY DEFAULT AS] IDENTITY(seed, step)`: the words that change, by the place of their tokens.

    Plain IDENTITY takes no value of a statement's, as PostgreSQL's GENERATED ALWAYS.
    https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html
    """
    changed: dict[int, str] = {}
    for index, token in enumerate(read):
        if not token.is_word("identity") or index + 5 >= len(read) or not read[index + 1].is_symbol("("):
            continue
        seed, step = read[index + 2].text, read[index + 4].text
        given = index >= 1 and read[index - 1].is_word("as")
        changed[index] = "identity" if given else "generated always as identity"
        changed[index + 2] = f"start with {seed} increment by {step}"
        changed[index + 3] = changed[index + 4] = ""
    return changed


def changes_a_columns_type(read: Sequence[Token]) -> bool:
    """`ALTER TABLE t ALTER COLUMN c TYPE …`, which Redshift runs by itself only."""
    words = [token.value for token in read if token.kind is Kind.WORD]
    return words[:2] == ["alter", "table"] and "type" in words[2:]


def _keys(read: Sequence[Token]) -> set[int]:
    """PRIMARY KEY, UNIQUE and FOREIGN KEY: Redshift takes them, and does not enforce them.

    https://docs.aws.amazon.com/redshift/latest/dg/t_Defining_constraints.html
    """
    dropped: set[int] = set()
    index = 0
    while index < len(read):
        start, end = index, index
        if read[index].is_word("constraint"):
            index += 2
        if read[index].is_word("primary", "foreign"):
            end = _after_list(read, index + 2)
        elif read[index].is_word("unique"):
            end = _after_list(read, index + 1)
        if read[min(end, len(read) - 1)].is_word("references") or read[index].is_word("references"):
            at = max(end, index) + 2
            end = _after_list(read, at + 2 if at < len(read) and read[at].is_symbol(".") else at)
        if end > start:
            dropped |= set(range(start, end))
            # A constraint of the table takes its comma along.
            if read[start - 1].is_symbol(","):
                dropped.add(start - 1)
        index = max(end, index + 1)
    return dropped


def _after_list(read: Sequence[Token], at: int) -> int:
    """Behind a list in parentheses that may stand there."""
    if at < len(read) and read[at].is_symbol("("):
        return next((end + 1 for end in range(at, len(read)) if read[end].is_symbol(")")), at)
    return at


def _storage_attributes(read: Sequence[Token]) -> set[int]:
    dropped: set[int] = set()
    for index, token in enumerate(read):
        following = read[index + 1] if index + 1 < len(read) else None
        if token.is_word("encode", "diststyle") and following is not None:
            dropped |= {index, index + 1}
        elif token.is_word("compound", "interleaved") and following is not None and following.is_word("sortkey"):
            dropped.add(index)
        elif token.is_word(*_ATTRIBUTES_WITH_LIST) and index > 2:
            dropped.add(index)
            if following is not None and following.is_symbol("("):
                end = next((at for at in range(index, len(read)) if read[at].is_symbol(")")), index)
                dropped |= set(range(index, end + 1))
    return dropped


def _rewritten(sql: str, read: Sequence[Token], replacement: Callable[[Token], str | None]) -> str:
    parts, at = [], 0
    for token in read:
        instead = replacement(token)
        if instead is not None:
            parts += [sql[at : token.start], instead]
            at = token.end
    return "".join([*parts, sql[at:]])


def _token(sql: str, at: int) -> Token:
    char = sql[at]
    if char == "'":
        return _string(sql, at, at)
    if char in "eE" and sql.startswith("'", at + 1):
        return _string(sql, at, at + 1)
    if char == '"':
        end = _closing(sql, at + 1, '"')
        return Token(Kind.QUOTED_IDENTIFIER, sql[at:end], sql[at + 1 : end - 1].replace('""', '"'), at, end)
    if char == "$" and (opening := _DOLLAR.match(sql, at)):
        close = sql.find(opening[0], opening.end())
        if close < 0:
            raise SyntaxRefused(f'unterminated dollar-quoted string at or near "{sql[at : at + 40]}"')
        end = close + len(opening[0])
        return Token(Kind.STRING, sql[at:end], sql[opening.end() : close], at, end)
    if sql.startswith("::", at):
        return Token(Kind.SYMBOL, "::", "::", at, at + 2)
    for kind, pattern in ((Kind.WORD, _WORD), (Kind.NUMBER, _NUMBER), (Kind.PARAMETER, _PARAMETER)):
        if match := pattern.match(sql, at):
            text = match[0]
            value = text.lower() if kind is Kind.WORD else text[1:] if kind is Kind.PARAMETER else text
            return Token(kind, text, value, at, match.end())
    return Token(Kind.SYMBOL, char, char, at, at + 1)


def _string(sql: str, start: int, quote: int) -> Token:
    at = quote + 1
    while True:
        if at >= len(sql):
            raise SyntaxRefused(f'unterminated quoted string at or near "{sql[start : start + 40]}"')
        if sql[at] == "\\" or sql.startswith("''", at):
            at += 2
        elif sql[at] == "'":
            break
        else:
            at += 1
    return Token(Kind.STRING, sql[start : at + 1], unescaped(sql[quote + 1 : at]), start, at + 1)


def _closing(sql: str, at: int, quote: str) -> int:
    while True:
        close = sql.find(quote, at)
        if close < 0:
            raise SyntaxRefused(f"unterminated quoted identifier at or near {sql[at - 1 : at + 39]}")
        if not sql.startswith(quote, close + 1):
            return close + 1
        at = close + 2


def _after_comment(sql: str, at: int) -> int:
    start, depth = at, 0
    for match in re.finditer(r"/\*|\*/", sql[at:]):
        depth += 1 if match[0] == "/*" else -1
        if depth == 0:
            return start + match.end()
    raise SyntaxRefused(f'unterminated /* comment at or near "{sql[start : start + 40]}"')
