public import AWSRedshiftData

/// Counts the rows of several tables in one statement, and reads the result.
///
/// The whole statement fails when one of the tables does not exist: if that is possible, run the query of
/// ``existing(_:)`` first.
public struct CountStatement: Sendable, Equatable {
    public struct Item: Sendable, Equatable {
        public let table: SQLTable
        /// The condition for WHERE, checked by ``SQLScan/problemsAsCondition``; `nil` to count all rows.
        public let condition: String?

        public init(_ table: SQLTable, where condition: String? = nil) {
            self.table = table
            self.condition = condition
        }
    }

    /// The index of this statement's first item among the items of all statements.
    public let first: Int
    public let items: [Item]

    public init(_ items: [Item], first: Int = 0) {
        self.items = items
        self.first = first
    }

    /// The statement: `SELECT 0, count(*) … UNION ALL SELECT 1, …`. The number in front of a count is the item's
    /// number.
    public var text: String {
        items.enumerated().map { Self.select(first + $0, $1) }.joined(separator: "\nUNION ALL ")
    }

    /// - Parameter longest: the maximum size of one statement, in bytes.
    /// - Returns: the fewest statements that contain all items within the limit. An item that is too long by itself is
    ///   in a statement of its own, which the service refuses.
    public static func statements(
        for items: [Item],
        longest: Int = RedshiftBatch.longestStatement
    ) -> [CountStatement] {
        var statements: [CountStatement] = []
        var start = 0
        var length = 0
        for (index, item) in items.enumerated() {
            let own = select(index, item).utf8.count + "\nUNION ALL ".utf8.count
            if index > start, length + own > longest {
                statements.append(CountStatement(Array(items[start..<index]), first: start))
                start = index
                length = 0
            }
            length += own
        }
        if start < items.count { statements.append(CountStatement(Array(items[start...]), first: start)) }
        return statements
    }

    /// - Parameter records: the statement's result.
    /// - Returns: the row counts, by the item's number among all items. An item without a count is missing.
    public func rows(_ records: [[RedshiftDataField]]) -> [Int: Int64] {
        var rows: [Int: Int64] = [:]
        for record in records {
            guard record.count == 2, case .integer(let number) = record[0], case .integer(let count) = record[1],
                let place = Int(exactly: number), place >= first, place - first < items.count
            else { continue }
            rows[place] = count
        }
        return rows
    }

    /// Returns a query of the schema and name of each table, view and external table that the user can see.
    ///
    /// - Parameter schemas: the schemas to look in.
    public static func existing(_ schemas: [SQLIdentifier]) -> String {
        let names = schemas.map { SQLLiteral(withoutNUL: $0.name).description }
        return
            "SELECT table_schema, table_name FROM svv_tables WHERE table_schema IN (\(names.joined(separator: ", ")))"
    }

    private static func select(_ number: Int, _ item: Item) -> String {
        // The line break ends a comment that the condition may end with.
        "SELECT \(number), count(*) FROM \(item.table)" + (item.condition.map { " WHERE (\($0)\n)" } ?? "")
    }
}
