"""A project of dbt with a snapshot of each of many tables, run by dbt itself (scripts/requirements/dbt.txt) on the local
Redshift's PostgreSQL.

A table has each key's newest state: what a loader that knows no history, but lets no older change win, makes of the changes
that have arrived. dbt is given the best clock there is: a snapshot is taken at the time of the newest change that has arrived.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from shop import END, Change
from warehouse import ROOT

from localaws.testing.warehouse import redshift

# https://docs.getdbt.com/docs/build/snapshots
CONFIGURATIONS: dict[str, dict[str, object]] = {
    "timestamp, invalidate": {"strategy": "timestamp", "updated_at": "changed_at", "hard_deletes": "invalidate"},
    "timestamp, new_record": {"strategy": "timestamp", "updated_at": "changed_at", "hard_deletes": "new_record"},
    "check, invalidate": {"strategy": "check", "check_cols": ["name", "city"], "hard_deletes": "invalidate"},
}
# dbt asks this macro for the time; a project may have its own: https://docs.getdbt.com/reference/dbt-jinja-functions/dispatch
CLOCK = """
{% macro postgres__snapshot_get_time() -%}
(select newest from dbt_source.clocks where name = '{{ model.config.meta.clock }}')
{%- endmacro %}
"""


@dataclass
class Source:
    """A table as its loader leaves it."""

    name: str
    newest: datetime = datetime.min
    state: dict[int, Change] = field(default_factory=dict)

    def arrive(self, changes: Iterable[Change]) -> None:
        for change in changes:
            key = change["customer_id"]
            self.newest = max(self.newest, change["changed_at"])
            if key not in self.state or change["seq"] > self.state[key]["seq"]:
                self.state[key] = change


class DbtProject:
    def __init__(self, names: list[str]) -> None:
        self.sources = {name: Source(name) for name in names}
        self._folder = tempfile.TemporaryDirectory(prefix="dbt-")
        self.root = Path(self._folder.name)
        self._write()
        with self._connection() as connection:
            connection.execute("drop schema if exists dbt_source, dbt_snapshots cascade")
            connection.execute("create schema dbt_source")
            connection.execute("create table dbt_source.clocks (name text primary key, newest timestamp)")
            for name in names:
                connection.execute(
                    f"create table dbt_source.{name} (customer_id bigint, changed_at timestamp, name text, city text)".encode()
                )

    def close(self) -> None:
        self._folder.cleanup()

    def _connection(self) -> psycopg.Connection[Any]:
        return psycopg.connect(redshift().dsn, autocommit=True)

    def _write(self) -> None:
        place = conninfo_to_dict(redshift().dsn)
        output = {
            "type": "postgres",
            "host": place.get("host", ""),
            "port": int(place.get("port") or 5432),
            "user": place.get("user", "postgres"),
            "password": place.get("password", ""),
            "dbname": place.get("dbname", "dev"),
            "schema": "dbt_snapshots",
            "threads": 4,
        }
        project = {"name": "histories", "version": "1.0.0", "profile": "histories", "macro-paths": ["macros"]}
        profile = {"histories": {"target": "local", "outputs": {"local": output}}}
        snapshots = [
            {
                "name": f"{name}_{number}",
                "relation": f"source('dbt_source', '{name}')",
                "config": {"unique_key": "customer_id", "meta": {"clock": name}, **configuration},
            }
            for name in self.sources
            for number, configuration in enumerate(CONFIGURATIONS.values())
        ]
        sources = [{"name": "dbt_source", "tables": [{"name": name} for name in self.sources]}]
        files = {
            # JSON is YAML.
            "dbt_project.yml": json.dumps(project),
            "profiles.yml": json.dumps(profile),
            "snapshots/snapshots.yml": json.dumps({"snapshots": snapshots}),
            "models/sources.yml": json.dumps({"sources": sources}),
            "macros/clock.sql": CLOCK,
        }
        for name, text in files.items():
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_text(text)

    def run(self) -> None:
        """Takes a snapshot of every table, as it is."""
        with self._connection() as connection:
            for source in self.sources.values():
                connection.execute(f"truncate dbt_source.{source.name}".encode())
                connection.execute(
                    "insert into dbt_source.clocks values (%s, %s) on conflict (name) do update set newest = excluded.newest",
                    (source.name, source.newest),
                )
                with connection.cursor() as cursor:
                    cursor.executemany(
                        f"insert into dbt_source.{source.name} values (%s, %s, %s, %s)".encode(),
                        [
                            (key, change["changed_at"], change["name"], change["city"])
                            for key, change in source.state.items()
                            if not change.is_delete
                        ],
                    )
        script = '. scripts/lib/machine.sh; exec "$(python_environment dbt)/bin/dbt" "$@"'
        command = ["snapshot", "--project-dir", str(self.root), "--profiles-dir", str(self.root), "--no-use-colors"]
        options = ["--no-send-anonymous-usage-stats", "--no-version-check"]
        done = subprocess.run(
            ["bash", "-ec", script, "bash", *options, *command], cwd=ROOT, capture_output=True, text=True, timeout=300
        )
        if done.returncode != 0:
            raise AssertionError(done.stdout[-4000:] + done.stderr[-2000:])

    def rows(self, name: str, configuration: str) -> list[tuple[Any, ...]]:
        """Key, name, city, beginning and end of the versions that a snapshot has."""
        number = list(CONFIGURATIONS).index(configuration)
        with self._connection() as connection:
            table = f"dbt_snapshots.{name}_{number}"
            deleted = "where dbt_is_deleted = 'False'" if "new_record" in configuration else ""
            query = f"select customer_id, name, city, dbt_valid_from, dbt_valid_to from {table} {deleted}"
            found = connection.execute(query.encode()).fetchall()
        return [(*row[:4], row[4] or END) for row in found]
