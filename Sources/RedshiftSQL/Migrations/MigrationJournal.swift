/// The loader's table of migrations. It records the start and the completion of each migration.
public struct MigrationJournal: Sendable, Hashable {
    public let ledger: LoaderLedger

    public init(ledger: LoaderLedger) { self.ledger = ledger }

    public var table: SQLTable { SQLTable(schema: ledger.schema, name: SQLIdentifier(checked: "migrations")) }

    /// Statements that create the journal's table. They may run again at any time.
    public var definitions: [String] {
        [
            "CREATE SCHEMA IF NOT EXISTS \(ledger.schema)",
            """
            CREATE TABLE IF NOT EXISTS \(table) ("script" varchar(200) NOT NULL, "checksum" varchar(64) NOT NULL, \
            "statements" integer NOT NULL, "begun_at" timestamp NOT NULL, "done_at" timestamp)
            """,
        ]
    }

    /// A query of the recorded migrations: script, checksum, and 1 when the migration completed, 0 otherwise.
    public var query: String {
        """
        SELECT "script", "checksum", CASE WHEN "done_at" IS NULL THEN 0 ELSE 1 END AS "is_done" FROM \(table)
        ORDER BY "begun_at"
        """
    }

    /// Returns the statements that record the start of a migration. They replace the record of an earlier attempt, or
    /// of an earlier text of the script.
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

    /// Returns the statement that records a migration as done. It changes nothing when the start was not recorded.
    public func finishing(_ script: String) -> String {
        "UPDATE \(table) SET \"done_at\" = GETDATE() WHERE \"script\" = \(SQLLiteral(withoutNUL: script))"
    }

    /// Returns the statement that removes a migration from the journal after the migration was undone.
    public func undoing(_ script: String) -> String {
        "DELETE FROM \(table) WHERE \"script\" = \(SQLLiteral(withoutNUL: script))"
    }
}
