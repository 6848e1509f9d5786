internal import AWSS3

/// The loader's tables in the warehouse. They record the loaded files of every table and the version of each lane. Only
/// these tables decide which files are loaded; everything else can be rebuilt from them.
public struct LoaderLedger: Sendable, Hashable {
    public let schema: SQLIdentifier

    public init(schema: SQLIdentifier) { self.schema = schema }

    /// The ledger in the schema `loader`.
    public static let standard = LoaderLedger(schema: SQLIdentifier(checked: "loader"))

    public var files: SQLTable { SQLTable(schema: schema, name: SQLIdentifier(checked: "files")) }
    /// The journal of the changes that the loader makes to tables.
    public var schemaChanges: SQLTable { SQLTable(schema: schema, name: SQLIdentifier(checked: "schema_changes")) }
    public var state: SQLTable { SQLTable(schema: schema, name: SQLIdentifier(checked: "state")) }

    /// The maximum size, in bytes, of a table's name in the ledger. The name has the form `schema.table`. The next two
    /// limits are for a file's URL and its ETag.
    public static let longestTarget = 300
    public static let longestFile = 1100
    public static let longestETag = 128

    // MARK: Preparing

    /// Statements that create the loader's tables. They may run again at any time.
    var definitions: [String] {
        [
            "CREATE SCHEMA IF NOT EXISTS \(schema)",
            """
            CREATE TABLE IF NOT EXISTS \(files) ("target" varchar(300) NOT NULL, "file" varchar(1100) NOT NULL, \
            "etag" varchar(128) NOT NULL, "bytes" bigint NOT NULL, "rows" bigint, "snapshot_time" varchar(40), \
            "load" varchar(128) NOT NULL, "loaded_at" timestamp NOT NULL)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(state) ("lane" varchar(300) NOT NULL, "version" bigint NOT NULL, \
            "load" varchar(128) NOT NULL)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(schemaChanges) ("change" varchar(64) NOT NULL, "lane" varchar(300) NOT NULL, \
            "target" varchar(300) NOT NULL, "column" varchar(127) NOT NULL, "from_type" varchar(40) NOT NULL, \
            "to_type" varchar(40) NOT NULL, "planned_at" timestamp NOT NULL, "done_at" timestamp)
            """,
        ]
    }

    /// Returns the statement that records a planned change in the journal, once.
    func planning(_ change: SchemaChange, lane: String) -> String {
        let id = SQLLiteral(withoutNUL: change.id)
        let values = [
            lane, Self.name(of: change.table), change.column.name.name, change.from, change.column.type.description,
        ].map { SQLLiteral(withoutNUL: $0).description }.joined(separator: ", ")
        return """
            INSERT INTO \(schemaChanges) ("change", "lane", "target", "column", "from_type", "to_type", "planned_at")
            SELECT \(id), \(values), GETDATE() \
            FROM (SELECT count(*) AS "n" FROM \(schemaChanges) WHERE "change" = \(id)) AS "known" WHERE "known"."n" = 0
            """
    }

    /// Returns the statement that updates the journal: it marks all planned changes of the lane as made.
    func finishingChanges(of lane: String) -> String {
        """
        UPDATE \(schemaChanges) SET "done_at" = GETDATE()
        WHERE "lane" = \(SQLLiteral(withoutNUL: lane)) AND "done_at" IS NULL
        """
    }

    /// Returns the statements that add a lane to the ledger, if the ledger does not have the lane yet. The statements
    /// lock only the loader's own table. The lock prevents a second row when another batch adds the lane at the same
    /// time.
    func adding(lane: String) -> [String] {
        let lane = SQLLiteral(withoutNUL: lane)
        return [
            "LOCK \(state)",
            """
            INSERT INTO \(state) ("lane", "version", "load")
            SELECT \(lane), 0, '' FROM (SELECT count(*) AS "n" FROM \(state) WHERE "lane" = \(lane)) AS "known" \
            WHERE "known"."n" = 0
            """,
        ]
    }

    // MARK: Loading

    func opening(_ load: Load) -> [LoadStatement] {
        var prepared = AbortingGuardQuery()
        prepared.count("lanes", "FROM \(TemporaryTable.fence) WHERE \"version\" IS NOT NULL")
        prepared.require("\"lanes\" = 1")
        var duplicates = AbortingGuardQuery()
        duplicates.requireNone(
            "loaded",
            """
            FROM \(files) AS l JOIN \(TemporaryTable.files) AS f ON l."file" = f."file" AND l."etag" = f."etag" \
            WHERE l."target" = \(target(load))
            """
        )
        var statements = [
            LoadStatement(
                .snapshot,
                """
                CREATE TEMP TABLE \(TemporaryTable.fence) AS
                SELECT MAX("version") AS "version" FROM \(state) WHERE "lane" = \(SQLLiteral(withoutNUL: load.lane))
                """
            ),
            LoadStatement(.prepared, prepared.text),
            LoadStatement(
                .files,
                """
                CREATE TEMP TABLE \(TemporaryTable.files) ("file" varchar(1100) NOT NULL, "etag" varchar(128) NOT NULL, \
                "bytes" bigint NOT NULL, "rows" bigint)
                """
            ),
        ]
        statements += Self.lists(load.ledgerFiles).map { LoadStatement(.fileList, $0) }
        if !load.mayRepeatFiles { statements.append(LoadStatement(.duplicates, duplicates.text)) }
        if !load.isReload, let snapshot = load.snapshot {
            let time = SQLLiteral(withoutNUL: snapshot.time)
            var newer = AbortingGuardQuery()
            newer.requireNone(
                "newer",
                """
                FROM \(files) WHERE "target" = \(target(load)) AND ("snapshot_time" > \(time) \
                OR ("snapshot_time" = \(time) AND "load" = \(SQLLiteral(withoutNUL: load.id))))
                """
            )
            statements.append(LoadStatement(.newer, newer.text))
        }
        return statements
    }

    /// Returns the statements that write the ledger's rows and check the fence. The fence fails when the lane's version
    /// has changed since the load began. Usually the database has then already refused the second of two updates of one
    /// row (error 1023).
    func closing(_ load: Load) -> [LoadStatement] {
        let time = load.snapshot.map { SQLLiteral(withoutNUL: $0.time).description } ?? "NULL"
        let id = SQLLiteral(withoutNUL: load.id)
        let forgotten = LoadStatement(
            .ledger,
            """
            DELETE FROM \(files) USING \(TemporaryTable.files)
            WHERE \(files.bare)."target" = \(target(load)) AND \(files.bare)."file" = \(TemporaryTable.files)."file" \
            AND \(files.bare)."etag" = \(TemporaryTable.files)."etag"
            """
        )
        return (load.mayRepeatFiles ? [forgotten] : []) + [
            LoadStatement(
                .ledger,
                """
                INSERT INTO \(files) ("target", "file", "etag", "bytes", "rows", "snapshot_time", "load", "loaded_at")
                SELECT \(target(load)), "file", "etag", "bytes", "rows", \(time), \(id), GETDATE() FROM \(TemporaryTable.files)
                """
            ),
            LoadStatement(
                .fence,
                """
                UPDATE \(state)
                SET "version" = \(state.bare)."version" + 1 / (CASE WHEN \(state.bare)."version" = \
                \(TemporaryTable.fence)."version" THEN 1 ELSE 0 END), "load" = \(id)
                FROM \(TemporaryTable.fence)
                WHERE \(state.bare)."lane" = \(SQLLiteral(withoutNUL: load.lane))
                """
            ),
        ]
    }

    /// Returns a query that finds which files of a refused load are already in the ledger.
    public func loaded(_ target: SQLTable, among files: [LoadFile]) -> String {
        let list = files.map { SQLLiteral(withoutNUL: $0.location.description).description }.joined(separator: ", ")
        return """
            SELECT "file", "etag" FROM \(self.files)
            WHERE "target" = \(SQLLiteral(withoutNUL: Self.name(of: target))) AND "file" IN (\(list))
            """
    }

    /// The maximum total size, in bytes, of the rows in one INSERT statement that lists files. A snapshot's files may
    /// need several statements.
    static let longestList = RedshiftBatch.longestStatement - 1000

    /// Returns the statements that list the files: as few as the Data API's limit allows.
    private static func lists(_ files: [LoadFile]) -> [String] {
        var lists: [[String]] = [[]]
        var bytes = 0
        for row in files.map(Self.row) {
            if bytes + row.utf8.count > longestList, !lists[lists.count - 1].isEmpty {
                lists.append([])
                bytes = 0
            }
            lists[lists.count - 1].append(row)
            bytes += row.utf8.count + 2
        }
        return lists.map { "INSERT INTO \(TemporaryTable.files) VALUES\n" + $0.joined(separator: ",\n") }
    }

    private static func row(_ file: LoadFile) -> String {
        let place = SQLLiteral(withoutNUL: file.location.description)
        return "(\(place), \(SQLLiteral(withoutNUL: file.eTag)), \(file.bytes), \(file.rows.map { "\($0)" } ?? "NULL"))"
    }

    private func target(_ load: Load) -> SQLLiteral { SQLLiteral(withoutNUL: Self.name(of: load.target.table)) }

    /// Returns a table's name as plans write it: `schema.table`.
    public static func name(of table: SQLTable) -> String {
        (table.schema.map { "\($0.name)." } ?? "") + table.name.name
    }
}
