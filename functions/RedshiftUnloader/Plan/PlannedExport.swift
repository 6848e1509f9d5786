import RedshiftSQL

/// One table or query to unload, with the plan's defaults filled in. It is stored with each run, so that a run ends as it
/// began whatever becomes of the plan meanwhile.
struct PlannedExport: Sendable, Equatable, Codable {
    enum Source: Sendable, Equatable {
        case table(SQLTable, columns: [SQLIdentifier]?, condition: String?)
        case query(String)
    }

    /// What becomes of an export that has no rows.
    enum OnEmpty: String, CaseIterable, Sendable, Codable {
        /// A dataset of no files is published.
        case publish
        /// Nothing is published: readers keep what they have.
        case skip
        /// It counts as failed, and the watermark stays.
        case fail
    }

    let name: String
    let source: Source
    /// A ``LocationTemplate``'s text, beginning with `s3://`.
    let location: String
    let role: WarehouseRole
    let options: UnloadOptions
    /// Rows are limited to the window by this column.
    let windowColumn: SQLIdentifier?
    let windowType: WindowType
    let onEmpty: OnEmpty
    let timeoutMinutes: Int

    /// Whether what it unloads depends on the window.
    var usesWindow: Bool {
        if windowColumn != nil { return true }
        switch source {
        case .table(_, _, let condition): return condition.map { !Self.scan($0).placeholders.isEmpty } ?? false
        case .query(let text): return !Self.scan(text).placeholders.isEmpty
        }
    }

    static let windowFrom = "window.from"
    static let windowTo = "window.to"

    /// A query or condition of a plan, with the placeholders that it may have.
    static func scan(_ text: String) -> SQLScan { SQLScan(text, placeholders: [windowFrom, windowTo]) }
}
