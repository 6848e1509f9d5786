"""A cursor over tokens, and the pieces UNLOAD and COPY have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .sql import Kind, SyntaxRefused, Token

_ROLE = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/[\w+=,.@/-]+")
# 6.2 GB, as a number of MB.
MAX_FILE_MB = 6.2 * 1024


@dataclass(frozen=True)
class Location:
    """Where in S3: a bucket and the beginning of keys."""

    bucket: str
    prefix: str

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"


class Reader:
    """Reads tokens in order; every refusal names the token it stumbled on, as Redshift's parser does."""

    def __init__(self, read: Sequence[Token]) -> None:
        self._tokens = read
        self._at = 0

    @property
    def peeked(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def next(self) -> Token:
        token = self.peeked
        if token is None:
            raise SyntaxRefused("syntax error at end of input")
        self._at += 1
        return token

    def refusal(self, token: Token | None = None) -> SyntaxRefused:
        token = token or self.peeked
        return SyntaxRefused(f'syntax error at or near "{token.text}"' if token else "syntax error at end of input")

    def accepts(self, *words: str) -> bool:
        """Skips the word and says so, if it is one of these."""
        if self.peeked is not None and self.peeked.is_word(*words):
            self._at += 1
            return True
        return False

    def expects(self, word: str) -> None:
        if not self.accepts(word):
            raise self.refusal()

    def accepts_symbol(self, symbol: str) -> bool:
        if self.peeked is not None and self.peeked.is_symbol(symbol):
            self._at += 1
            return True
        return False

    def expects_symbol(self, symbol: str) -> None:
        if not self.accepts_symbol(symbol):
            raise self.refusal()

    def string(self) -> str:
        token = self.next()
        if token.kind is not Kind.STRING:
            raise self.refusal(token)
        return token.value

    def string_is_next(self) -> bool:
        return self.peeked is not None and self.peeked.kind is Kind.STRING

    def number(self) -> str:
        token = self.next()
        if token.kind is not Kind.NUMBER:
            raise self.refusal(token)
        return token.value

    def name(self) -> str:
        token = self.next()
        if token.kind not in (Kind.WORD, Kind.QUOTED_IDENTIFIER):
            raise self.refusal(token)
        # Redshift folds quoted names too, unless enable_case_sensitive_identifier is set.
        return token.value.lower()

    def names(self) -> tuple[str, ...]:
        self.expects_symbol("(")
        found = [self.name()]
        while self.accepts_symbol(","):
            found.append(self.name())
        self.expects_symbol(")")
        return tuple(found)

    def on_or_off(self) -> bool:
        if self.accepts("off", "false"):
            return False
        self.accepts("on", "true")
        return True

    def megabytes(self) -> float:
        """`[AS] n [MB|GB]`; MB is what is meant without a unit."""
        self.accepts("as")
        amount = float(self.number())
        if self.accepts("gb"):
            return amount * 1024
        self.accepts("mb")
        return amount


def character(text: str, option: str) -> str:
    if len(text) != 1 or ord(text) > 127:
        raise SyntaxRefused(f"{option} must be a single ASCII character")
    return text


def location(url: str) -> Location:
    match = re.fullmatch(r"s3://([^/]*)/?(.*)", url, re.DOTALL)
    if match is None:
        raise SyntaxRefused(f"Invalid S3 path: {url}. The path must begin with s3://")
    bucket, prefix = match.groups()
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        raise SyntaxRefused(f"Invalid S3 bucket name: {bucket}")
    if bucket.endswith("-s3alias"):
        raise SyntaxRefused("Amazon S3 access point aliases are not supported")
    return Location(bucket, prefix)


def role(reader: Reader) -> tuple[str, ...]:
    """`{ default | 'arn[,arn…]' }`: the chain of roles; empty means the warehouse's default role."""
    if reader.accepts("default"):
        return ()
    text = reader.string()
    if text == "default":
        return ()
    chain = tuple(text.split(","))
    for arn in chain:
        if not _ROLE.fullmatch(arn):
            raise SyntaxRefused(f'Invalid IAM_ROLE specification. "{arn}" is not an Amazon Resource Name of a role')
    return chain
