import RedshiftSQL

/// Compares the columns of files with the columns of the plan. Columnar files are matched by position, so every column
/// of a file must have a position in the COPY.
struct SchemaComparison: Sendable {
    enum Verdict: Sendable, Equatable {
        case fits
        /// The file has columns that must be added to the tables before the load.
        case new([ColumnDefinition])
        /// The load must be held; the reason names the column, both types and the remedy.
        case held(String)
    }

    let source: LoadSource
    let policy: SchemaPolicy
    /// Columns that every file must have, because a row cannot be loaded without them.
    let required: [SQLIdentifier]

    /// The length of a new text column, in bytes. A longer text widens the column.
    static let firstTextLength = 256

    init(_ table: PlannedTable, _ policy: SchemaPolicy) {
        source = table.target.source
        self.policy = policy
        required = table.target.requiredColumns
    }

    /// Decides if a file's columns fit the plan.
    ///
    /// - Parameters:
    ///   - names: the file's column names in order; `nil` for a format that is not matched by position; empty when the
    ///     columns cannot be read.
    ///   - types: the types of the columns; `nil` when they are not known. If `names` is empty, the only element is the
    ///     reason why the columns cannot be read.
    func verdict(_ names: [String]?, _ types: [String]?) -> Verdict {
        guard let names else { return .fits }
        if names.isEmpty, let reason = types?.first { return .held(FileType(reason).description) }
        if !names.contains(where: { planned($0) != nil }) {
            return .held("none of its \(names.count) columns has the name of one of the plan's")
        }
        if let twice = Self.repeated(names) {
            return .held("\(twice) is there twice; give the columns different names")
        }
        var new: [ColumnDefinition] = []
        for (index, name) in names.enumerated() {
            let type = types.flatMap { $0.indices.contains(index) ? FileType($0[index]) : nil }
            guard let planned = planned(name) else {
                switch added(name, type) {
                case .success(let column?): new.append(column)
                case .success(nil): break
                case .failure(let reason): return .held(reason.description)
                }
                continue
            }
            if let reason = conflict(type, planned) { return .held(reason) }
        }
        let missing = source.columns.filter { column in !names.contains { Self.isSame($0, column.name) } }
        if let column = missing.first(where: { required.contains($0.name) }) {
            return .held("\(column.name.name) is missing, without which no row can be told from another")
        }
        if policy.missingColumns == .hold, let column = missing.first {
            return .held(
                "\(column.name.name) is missing; take it out of the plan's columns, or set missing_columns: null"
            )
        }
        return new.isEmpty ? .fits : .new(new)
    }

    /// Returns the columns of files as ``StageCopy`` needs them, in the files' order.
    ///
    /// - Returns: `nil` when `names` is `nil`: COPY then uses the plan's columns.
    func columns(_ names: [String]?, _ types: [String]?) -> [StageCopy.Column]? {
        names?.enumerated().map { index, name in
            let type = types.flatMap { $0.indices.contains(index) ? FileType($0[index]) : nil }
            if let planned = planned(name) { return StageCopy.Column(planned.name, cast(type, planned)) }
            // The column gets a made-up name that no other column of the stage has.
            return .leftOut(index + 1, Self.copied(type))
        }
    }

    // MARK: One column

    private func planned(_ name: String) -> ColumnDefinition? {
        source.columns.first { Self.isSame(name, $0.name) }
    }

    /// Compares two names without regard to case, because Redshift changes names to lower case.
    private static func isSame(_ name: String, _ column: SQLIdentifier) -> Bool {
        column.name.lowercased() == name.lowercased()
    }

    private static func repeated(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0.lowercased()).inserted }
    }

    private func added(_ name: String, _ type: FileType?) -> Result<ColumnDefinition?, SchemaConflict> {
        func held(_ reason: String) -> Result<ColumnDefinition?, SchemaConflict> {
            .failure(SchemaConflict("\(name) is not in the plan's columns\(reason)"))
        }
        if case .unreadable(let reason)? = type?.meaning { return held(", and Redshift cannot read \(reason)") }
        switch policy.newColumns {
        case .hold: return held("; add it to them, or set new_columns: add or ignore")
        case .ignore: return .success(nil)
        case .add: break
        }
        guard let identifier = try? SQLIdentifier(name), !LoadTarget.reservedColumns.contains(name),
            !LoadTarget.historyColumnNames.contains(name)
        else { return held(", and its name cannot be a column's; set new_columns: ignore") }
        switch type?.meaning {
        case .type(let type)?: return .success(ColumnDefinition(identifier, type))
        case .text?:
            guard let type = try? SQLType("varchar(\(Self.firstTextLength))") else { return held("") }
            return .success(ColumnDefinition(identifier, type))
        case .unreadable?, nil: return held(", and its type is not known; add it to them")
        }
    }

    /// Returns the reason why a file's column must not be loaded into the plan's column; `nil` when it may.
    private func conflict(_ type: FileType?, _ planned: ColumnDefinition) -> String? {
        guard let type else { return nil }
        let name = planned.name.name
        switch type.meaning {
        case .text where planned.type.family == .text: return nil
        case .type(let found) where fits(found, planned.type): return nil
        case .unreadable(let reason): return "\(name) has \(reason), which Redshift cannot read; write another type"
        case .text, .type:
            return
                "\(name) is \(type.description) in the file and \(planned.type) in the plan, which would lose values; change the plan's type and the table's column, or the file's writer"
        }
    }

    private func fits(_ found: SQLType, _ planned: SQLType) -> Bool {
        // A file's timestamp may have a time zone or none. COPY accepts both.
        found.family == .timestamp && planned.family == .timestamp || planned.holds(found)
    }

    /// Returns the type of a file's column in the staging table; `nil` when it is the plan's type.
    private func cast(_ type: FileType?, _ planned: ColumnDefinition) -> SQLType? {
        guard case .type(let found)? = type?.meaning, found != planned.type else { return nil }
        return found.family == .timestamp && planned.type.family == .timestamp ? nil : found
    }

    private static func copied(_ type: FileType?) -> SQLType? {
        if case .type(let type)? = type?.meaning { return type }
        return nil
    }

}
