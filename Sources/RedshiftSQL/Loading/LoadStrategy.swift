/// The way in which rows of files become rows of a table. The words are those of dbt and dlt where they have one.
public enum LoadStrategy: Sendable, Hashable {
    /// Every row is added.
    case append
    /// The files are the whole table.
    case replace
    /// The newest change of each key is the table's row.
    case merge(KeyedRows)
    /// Like ``merge(_:)``, but rows are updated in place and have a surrogate key: a dimension of type 1.
    case scd1(KeyedRows, surrogate: SQLIdentifier)
    /// Every change of a key is a version of the row: a dimension of type 2.
    case scd2(HistoryRows)
    /// Like ``merge(_:)``, with the surrogate keys of the dimensions that held when the row happened.
    case fact(FactRows)
}

/// Rows of which a key has one.
public struct KeyedRows: Sendable, Hashable {
    public let uniqueKey: [SQLIdentifier]
    /// A delete removes the row; otherwise deletes are left out.
    public let appliesDeletes: Bool

    public init(uniqueKey: [SQLIdentifier], appliesDeletes: Bool) {
        self.uniqueKey = uniqueKey
        self.appliesDeletes = appliesDeletes
    }
}

/// Rows of which a key has one for each span of time.
public struct HistoryRows: Sendable, Hashable {
    public let uniqueKey: [SQLIdentifier]
    /// The column that says when a change took effect.
    public let effective: SQLIdentifier
    /// Columns whose change begins a version.
    public let checkColumns: [SQLIdentifier]
    public let surrogate: SQLIdentifier
    /// A delete ends the last version; otherwise deletes are left out.
    public let appliesDeletes: Bool

    public init(
        uniqueKey: [SQLIdentifier],
        effective: SQLIdentifier,
        checkColumns: [SQLIdentifier],
        surrogate: SQLIdentifier,
        appliesDeletes: Bool
    ) {
        self.uniqueKey = uniqueKey
        self.effective = effective
        self.checkColumns = checkColumns
        self.surrogate = surrogate
        self.appliesDeletes = appliesDeletes
    }
}

/// Rows of events that refer to dimensions.
public struct FactRows: Sendable, Hashable {
    public let keyed: KeyedRows
    public let dimensions: [DimensionLookup]

    public init(keyed: KeyedRows, dimensions: [DimensionLookup]) {
        self.keyed = keyed
        self.dimensions = dimensions
    }
}

/// A fact's reference to a dimension.
public struct DimensionLookup: Sendable, Hashable {
    public let dimension: SQLTable
    /// The dimension's `unique_key`, column for column beside ``by``.
    public let key: [SQLIdentifier]
    /// The dimension's own surrogate key.
    public let dimensionSurrogate: SQLIdentifier
    /// The fact's columns with the business key.
    public let by: [SQLIdentifier]
    /// The fact's column for the surrogate key.
    public let surrogate: SQLIdentifier
    /// The fact's column that says when it happened; `nil` for a dimension without history.
    public let at: SQLIdentifier?

    public init(
        dimension: SQLTable,
        key: [SQLIdentifier],
        dimensionSurrogate: SQLIdentifier,
        by: [SQLIdentifier],
        surrogate: SQLIdentifier,
        at: SQLIdentifier?
    ) {
        self.dimension = dimension
        self.key = key
        self.dimensionSurrogate = dimensionSurrogate
        self.by = by
        self.surrogate = surrogate
        self.at = at
    }

    /// True where the dimension's row is the one that the fact refers to.
    func matches(fact: String, dimension: String) -> String {
        var terms = zip(by, key).map { "\(dimension).\($1) = \(fact).\($0)" }
        if let at {
            terms.append("\(fact).\(at) >= \(dimension).\(HistoryColumn.validFrom)")
            terms.append("\(fact).\(at) < \(dimension).\(HistoryColumn.validTo)")
        }
        return terms.joined(separator: " AND ")
    }
}
