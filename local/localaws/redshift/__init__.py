"""The local Redshift: its Data API over PostgreSQL, with UNLOAD and COPY that really write to and read the local AWS's S3.

    sql.py                    tokens of Redshift's SQL, and what differs from PostgreSQL's
    unload_statement.py       UNLOAD as a value, with the combinations Redshift refuses
    copy_statement.py         COPY as a value, likewise
    reader.py                 a cursor over tokens, for both
    unload.py, copy_from.py   run them: PostgreSQL ⇄ files ⇄ S3
    rows.py, files.py, manifest.py  lines of text, the files they go to, and what tells of them
    types.py, results.py      columns, and how results are paged
    storage.py, policies.py   S3 with the role a statement names, held to that role's policies
    statements.py             the Data API's statements: status, tokens, retention, waiting
    executor.py               runs a statement or a batch on PostgreSQL, one transaction a batch
    api.py                    the operations; requests.py, answers.py, errors.py: what they take and say
    callers.py                who calls, held to the policies of the function's role
    events.py                 "Redshift Data Statement Status Change", through the local AWS's EventBridge rules
    faults.py                 what goes wrong on request
    server.py                 the ASGI application, and its control endpoint
    postgres.py, service.py   the processes: PostgreSQL in a temporary folder; this server, started and stopped

What it cannot honour it refuses in Redshift's manner; it never pretends.
"""
