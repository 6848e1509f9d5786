/// The loader's table of the migrations that have run.
public struct MigrationJournal: Sendable, Hashable {
    public let ledger: LoaderLedger

    public init(ledger: LoaderLedger) { self.ledger = ledger }

    public var table: SQLTable { SQLTable(schema: ledger.schema, name: SQLIdentifier(checked: "migrations")) }

    /// Statements that create the table. They may run again at any time.
    public var definitions: [String] {
        [
            "CREATE SCHEMA IF NOT EXISTS \(ledger.schema)",
            """
            CREATE TABLE IF NOT EXISTS \(table) ("script" varchar(200) NOT NULL, "checksum" varchar(64) NOT NULL, \
            "statements" integer NOT NULL, "begun_at" timestamp NOT NULL, "done_at" timestamp)
            """,
        ]
    }

    /// A query of the applied migrations: script, checksum, and 1 for each that completed.
    public var query: String {
        """
        SELECT "script", "checksum", CASE WHEN "done_at" IS NULL THEN 0 ELSE 1 END AS "is_done" FROM \(table)
        ORDER BY "begun_at"
        """
    }

    /// Records that a migration begins, in place of an earlier attempt or text of it.
    public func beginning(_ script: String, checksum: String, statements: Int) -> [String] {
        let name = SQLLiteral(withoutNUL: script)
        return [
            "DELETE FROM \(table) WHERE \"script\" = \(name)",
            """
            INSERT INTO \(table) ("script", "checksum", "statements", "begun_at")
            VALUES (\(name), \(SQLLiteral(withoutNUL: checksum)), \(statements), GETDATE())
            """,
        ]
    }

    /// Records that a migration is done. It fails when nobody said that it begins.
    public func finishing(_ script: String) -> String {
        "UPDATE \(table) SET \"done_at\" = GETDATE() WHERE \"script\" = \(SQLLiteral(withoutNUL: script))"
    }

    /// Removes a migration that was undone.
    public func undoing(_ script: String) -> String {
        "DELETE FROM \(table) WHERE \"script\" = \(SQLLiteral(withoutNUL: script))"
    }
}
