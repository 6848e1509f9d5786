"""The local Redshift: its Data API over PostgreSQL, with UNLOAD and COPY that really write to and read from the bed's S3.

    sql.py                    tokens of Redshift's SQL, and what differs from PostgreSQL's
    unload_statement.py       UNLOAD as a value, with the combinations Redshift refuses
    copy_statement.py         COPY as a value, likewise
    unload.py, copy_from.py   run them: PostgreSQL ⇄ files ⇄ S3
    statements.py             the Data API's statements: status, tokens, retention, waiting
    executor.py               runs a statement or a batch on PostgreSQL, one transaction a batch
    api.py                    the operations: validation, answers, errors
    events.py                 "Redshift Data Statement Status Change", through the bed's EventBridge rules
    faults.py                 what goes wrong on request
    server.py                 the ASGI application, and its control endpoint
    postgres.py, service.py   the processes: PostgreSQL in a temporary folder; this server, started and stopped

What it cannot honour it refuses in Redshift's manner; it never pretends.
"""
