"""Reads a plan: the document, then its schema, then what a schema cannot say. Every mistake is reported at once."""

from __future__ import annotations

import dataclasses
import difflib
import re
from pathlib import PurePosixPath
from typing import Any

from .check_reader import read_check
from .column_type import Column, UnknownType, read_column
from .document import Node, PlanError, Problem, read_document
from .model import ANY, FILE_COLUMNS, RESERVED, Operation, Plan, SchemaPolicy, Source, Table, Window
from .pruning import without
from .schema import plan_schema, problems_of
from .units import bytes_of, duration, names_of, share_of

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,126}")
_KEYS = ("varchar", "smallint", "integer", "bigint", "decimal", "date", "timestamp", "timestamptz", "boolean")


def read_plan(text: str, file: str, raw: str = "") -> Plan:
    """Reads a plan. `file` is its name, for messages; `raw` is what ${raw} stands for. Raises PlanError."""
    document = read_document(text, file)
    problems = problems_of(document, plan_schema())
    # The parts of the right shape are read all the same, so that their mistakes are reported with the others'.
    readable, broken = without(document, problems)
    reader = _Reader(raw.rstrip("/"), broken)
    plan = reader.plan(readable, PurePosixPath(file).stem)
    if problems or reader.problems:
        raise PlanError(file, [*problems, *reader.problems])
    return plan


class _Reader:
    def __init__(self, raw: str, broken: frozenset[str]) -> None:
        self.problems: list[Problem] = []
        self._raw = raw
        # Sources and tables of which the schema has said enough.
        self._broken = broken

    def plan(self, document: Node, file: str) -> Plan:
        sources = {name: self._source(name, each) for name, each in _entries(document, "sources")}
        tables = {name: self._table(name, each, sources, document) for name, each in _entries(document, "tables")}
        checks = document.get("checks")
        for name, node in checks.items() if checks else ():
            if name in tables:
                tables[name] = self._with_checks(tables[name], node, tables)
            elif f"tables.{name}" not in self._broken:
                self.refuse(node, f"is no table of the plan{_meant(name, list(tables))}")
        window = document.get("window")
        return Plan(
            name=_plain(document, "name", file),
            engine=_plain(document, "engine", "hudi"),
            tables=tuple(self._by_reference(tables, document)),
            time_travel=duration(_plain(document, "time_travel", "10d")),
            window=Window(
                every=duration(_plain(window, "every", "10m")),
                max_files=_plain(window, "max_files", 500),
                max_bytes=bytes_of(_plain(window, "max_bytes", "20 GB")),
            ),
        )

    def refuse(self, node: Node, message: str) -> None:
        self.problems.append(node.problem(message))

    # ---- Sources ----

    def _source(self, name: str, node: Node) -> Source:
        columns = self._columns(node.value["columns"])
        known = {each.name: each for each in columns}
        operation = self._operation(node.get("operation"), known)
        order = names_of(node.get("order"))
        for each in order:
            if each not in known and each not in FILE_COLUMNS:
                self.refuse(node.value["order"], f"names {each!r}, which is not in columns{_meant(each, list(known))}")
            elif each in known and not known[each].type.is_sortable:
                self.refuse(node.value["order"], f"names {each!r}, a {known[each].type}, which puts nothing in order")
        form = node.value["format"].value
        options: dict[str, str] = {}
        for word in ("header", "delimiter", "quote", "null_as", "multiline"):
            option = node.get(word)
            if option is not None and form != "csv":
                self.refuse(option, f"cannot be with format {form}")
            elif option is not None:
                options[word] = str(option.value).lower() if isinstance(option.value, bool) else option.value
        return Source(
            name=name,
            location=self._location(node.value["from"]),
            suffix=_plain(node, "suffix", ""),
            format=form,
            columns=columns,
            order=order,
            operation=operation,
            options=options,
            by_day=_plain(node, "folders", "") == "by_day",
        )

    def _location(self, node: Node) -> str:
        text: str = node.value
        rest = text.removeprefix("${raw}")
        if "${" in rest.replace("$${", ""):
            self.refuse(node, f"is {text!r}; ${{raw}} is the only placeholder here, and stands at the beginning")
        place = (self._raw if rest != text else "") + rest
        return place.replace("$${", "${").rstrip("/") + "/"

    def _columns(self, node: Node) -> tuple[Column, ...]:
        found: list[Column] = []
        for name, each in node.items():
            if not _NAME.fullmatch(name.lower()):
                self.refuse(each, "is no name of a column; letters, digits and _ are")
            if name.lower() in RESERVED | FILE_COLUMNS:
                self.refuse(each, "has a name that the job needs itself")
            if name.lower() in [one.name for one in found]:
                self.refuse(each, "is there twice, but for its case")
            try:
                found.append(read_column(name.lower(), each.value))
            except UnknownType as error:
                self.refuse(each, str(error))
        return tuple(found)

    def _operation(self, node: Node | None, known: dict[str, Column]) -> Operation | None:
        if node is None:
            return None
        column: str = node.value["column"].value.lower()
        if column not in known:
            self.refuse(node.value["column"], f"names {column!r}, which is not in columns{_meant(column, list(known))}")
        words: dict[str, list[str]] = {}
        for kind, default in (("insert", "I"), ("update", "U"), ("delete", "D")):
            given = node.get(kind)
            words[kind] = given.plain() if given else [default]
        upserts = [*words["insert"], *(each for each in words["update"] if each not in words["insert"])]
        for each in words["delete"]:
            if each in upserts:
                self.refuse(
                    node.get("delete") or node, f"has {each!r} for a delete, which is an insert or an update too"
                )
        return Operation(column, tuple(upserts), tuple(words["delete"]), _plain(node, "missing", "refuse") == "insert")

    # ---- Tables ----

    def _table(self, name: str, node: Node, sources: dict[str, Source], document: Node) -> Table:
        if not _NAME.fullmatch(name) or name.startswith("_") or name.endswith("_deleted"):
            self.refuse(
                node, f"{name!r} is no name of a table; small letters, digits and _ are, without _deleted at the end"
            )
        wanted: str = node.value["source"].value
        source = sources.get(wanted)
        if source is None:
            if f"sources.{wanted}" not in self._broken:
                hint = _meant(wanted, list(sources))
                self.refuse(node.value["source"], f"is {wanted!r}, which is no source of the plan{hint}")
            source = Source(wanted, "", "", "parquet", (), ())
        key = names_of(node.get("unique_key"))
        known = {each.name: each for each in source.row_columns}
        for each in key if known else ():
            if each not in known:
                self.refuse(
                    node.value["unique_key"],
                    f"names {each!r}, which is not a column of the source's rows{_meant(each, list(known))}",
                )
            elif known[each].type.name not in _KEYS:
                self.refuse(node.value["unique_key"], f"names {each!r}, a {known[each].type}, which is no key")
            elif each in source.order:
                self.refuse(node.value["unique_key"], f"names {each!r}, which puts a key's changes in order")
        partition = _plain(node, "partition_by", "").lower()
        if partition and known and partition not in known:
            self.refuse(
                node.value["partition_by"],
                f"names {partition!r}, which is not a column of the source's rows{_meant(partition, list(known))}",
            )
        quarantine = node.get("quarantine") or document.get("quarantine")
        return Table(
            name=name,
            source=source,
            unique_key=key,
            applies_deletes=_plain(node, "hard_deletes", "delete") == "delete",
            partition_by=partition,
            schema=self._policy(document.get("schema"), node.get("schema")),
            quarantine=(share_of(quarantine.get("at_most")) if quarantine else None) or ANY,
        )

    @staticmethod
    def _policy(*nodes: Node | None) -> SchemaPolicy:
        policy = SchemaPolicy()
        for node in nodes:
            words = {each.name: _plain(node, each.name, None) for each in dataclasses.fields(SchemaPolicy)}
            policy = dataclasses.replace(policy, **{name: word for name, word in words.items() if word})
        return policy

    def _with_checks(self, table: Table, node: Node, tables: dict[str, Table]) -> Table:
        checks = [read_check(each, table, tables, self._broken, self.problems) for each in node.value]
        found = [each for each in checks if each is not None]
        for index, each in enumerate(found):
            if each.name in [one.name for one in found[:index]]:
                self.refuse(node, f"has two checks of the name {each.name!r}; give one a name of its own")
        return dataclasses.replace(table, checks=tuple(found))

    def _by_reference(self, tables: dict[str, Table], document: Node) -> list[Table]:
        ordered: list[Table] = []

        def add(table: Table, path: tuple[str, ...]) -> None:
            if table in ordered:
                return
            for check in table.checks:
                other = check.other[0]
                if check.kind == "relationships" and other != table.name and other in tables:
                    if other in path:
                        self.refuse(document.value["tables"].value[table.name], f"and {other} refer to each other")
                        return
                    add(tables[other], (*path, table.name))
            if table not in ordered:
                ordered.append(table)

        for each in tables.values():
            add(each, (each.name,))
        return ordered


def _entries(document: Node, name: str) -> list[tuple[str, Node]]:
    found = document.get(name)
    return list(found.items()) if found else []


def _plain(node: Node | None, name: str, default: Any) -> Any:
    found = node.get(name) if node else None
    return default if found is None else found.value


def _meant(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else f"; there are {', '.join(known)}" if known else ""
