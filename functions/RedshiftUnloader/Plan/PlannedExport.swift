/// One table or query to unload, with the plan's defaults filled in. It is stored with each run, so that a run ends as it
/// began whatever becomes of the plan meanwhile.
struct PlannedExport: Sendable, Equatable, Codable {
    enum Source: Sendable, Equatable {
        case table(schema: String, table: String, columns: [String]?, condition: String?)
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
    let role: String
    let options: UnloadOptions
    /// Rows are limited to the window by this column.
    let windowColumn: String?
    let windowType: WindowType
    let onEmpty: OnEmpty
    let timeoutMinutes: Int

    /// Whether what it unloads depends on the window.
    var usesWindow: Bool {
        if windowColumn != nil { return true }
        switch source {
        case .table(_, _, _, let condition): return condition.map { !SQLScan($0).placeholders.isEmpty } ?? false
        case .query(let text): return !SQLScan(text).placeholders.isEmpty
        }
    }
}
