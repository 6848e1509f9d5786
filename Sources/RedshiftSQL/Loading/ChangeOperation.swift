/// The column of a change feed that contains each row's operation: DMS's `Op`, Debezium's `op`.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html
public struct ChangeOperation: Sendable, Hashable {
    public let column: SQLIdentifier
    /// The column's values for an insert, an update, or a row of a full load.
    public let upserts: [String]
    public let deletes: [String]
    /// `true` when a row without an operation is an insert, as in DMS's full loads.
    public let missingIsInsert: Bool

    public init(column: SQLIdentifier, upserts: [String], deletes: [String], missingIsInsert: Bool) {
        self.column = column
        self.upserts = upserts
        self.deletes = deletes
        self.missingIsInsert = missingIsInsert
    }

    /// A SQL condition that is true for a delete.
    var isDelete: String { deletes.isEmpty ? "1 = 0" : "\(column) IN (\(Self.list(deletes)))" }

    /// A SQL condition that is true for an operation that the plan does not name.
    var isUnknown: String {
        let known = upserts + deletes
        let other = known.isEmpty ? "\(column) IS NOT NULL" : "\(column) NOT IN (\(Self.list(known)))"
        return missingIsInsert ? other : "\(column) IS NULL OR \(other)"
    }

    private static func list(_ values: [String]) -> String {
        values.map { SQLLiteral(withoutNUL: $0).description }.joined(separator: ", ")
    }
}
