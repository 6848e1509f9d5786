"""The example company's data: a workshop that sells parts and services cars. Seven tables, 1,615,000 rows, the same in every
run.
"""

from __future__ import annotations

from pathlib import Path

from localaws.postgres import Server

SCHEMA = "shop"
_FOLDER = Path(__file__).parent


def fill(server: Server, database: str, percent: int = 100) -> dict[str, int]:
    """Makes the schema and its rows, and gives them to the server's user. Returns the number of rows of each table.

    `percent` makes all of it smaller, for tests that need rows and not many.
    """
    server.sql(database, (_FOLDER / "schema.sql").read_text())
    server.sql(database, (_FOLDER / "rows.sql").read_text().replace(":percent", str(percent)))
    server.sql(
        database,
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {server.user}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {server.user}",
    )
    return counts(server, database, SCHEMA)


def counts(server: Server, database: str, schema: str) -> dict[str, int]:
    """Rows of every table of a schema, counted, not estimated."""
    names = server.sql(
        database, f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{schema}' ORDER BY 1"
    ).split()
    return {name: int(server.sql(database, f'SELECT count(*) FROM "{schema}"."{name}"')) for name in names}
