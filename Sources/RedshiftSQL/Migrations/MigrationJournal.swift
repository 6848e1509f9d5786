/// The loader's table of migrations that were run.
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

    /// The migrations that are applied: script, checksum, and 1 for each that ran to its end.
    public var query: String {
        """
        SELECT "script", "checksum", CASE WHEN "done_at" IS NULL THEN 0 ELSE 1 END AS "is_done" FROM \(table)
        ORDER BY "begun_at"
        """
    }

    /// Says that a migration begins; an earlier attempt of it, or an earlier text, is forgotten.
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

    /// Says that a migration is done. It fails when nobody said that it begins.
    public func finishing(_ script: String) -> String {
        "UPDATE \(table) SET \"done_at\" = GETDATE() WHERE \"script\" = \(SQLLiteral(withoutNUL: script))"
    }

    /// Forgets a migration that was taken back.
    public func undoing(_ script: String) -> String {
        "DELETE FROM \(table) WHERE \"script\" = \(SQLLiteral(withoutNUL: script))"
    }
}
