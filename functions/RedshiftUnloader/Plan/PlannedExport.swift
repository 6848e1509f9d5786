import RedshiftSQL
import StateStore
import UTCTime

/// One table or query to unload, with the plan's defaults filled in. It is stored with each run, so that a later change of
/// the plan does not reach a run that is open.
struct PlannedExport: Sendable, Equatable, Codable {
    /// The treatment of an export that has no rows.
    enum OnEmpty: String, CaseIterable, Sendable, Codable {
        /// A dataset without rows is published.
        case publish
        /// Nothing is published: readers keep what they have.
        case skip
        /// It counts as failed, and the watermark stays.
        case fail
    }

    /// The relation of a window's dataset to the one before it.
    enum WriteDisposition: String, CaseIterable, Sendable, Codable {
        /// It is added: every window has a place of its own.
        case append
        /// It takes the place of the one before it.
        case replace
    }

    let name: String
    let source: ExportSource
    /// The statements that run before the UNLOAD, in its session: `SET query_group`, temporary tables.
    let before: [String]
    /// A ``DatasetPrefixTemplate``'s text, beginning with `s3://` and ending in a slash.
    let location: String
    let writeDisposition: WriteDisposition
    let role: WarehouseIAMRole
    /// The database, in place of the plan's.
    let database: SQLIdentifier?
    let options: UnloadOptions
    /// The column by which rows are limited to the window.
    let windowColumn: SQLIdentifier?
    let windowType: WindowColumnType
    let onEmpty: OnEmpty
    /// The time after which its statement is cancelled.
    @BoundedCount var timeoutMinutes: Int
    /// The table whose partitions its datasets become.
    let catalog: CatalogTable?

    /// Bytes as JSON. A document has 400 kB, the progress of a run among them.
    static let mostBytes = 350_000

    /// `true` when its rows depend on the window.
    var usesWindow: Bool { windowColumn != nil || scans.contains { !$0.placeholders.isEmpty } }

    private var scans: [SQLScan] {
        let own: [String] =
            switch source {
            case .table(_, _, let condition): condition.map { [$0] } ?? []
            case .query(let text): [text]
            }
        return (own + before).map(Self.scan)
    }

    static let windowFrom = "window.from"
    static let windowTo = "window.to"

    /// Scans a query, a condition or a statement of a plan for the placeholders that it may have.
    static func scan(_ text: String) -> SQLScan { SQLScan(text, placeholders: [windowFrom, windowTo]) }

    /// The reasons why the patterns of a scan's placeholders are no dates; empty when they are.
    static func patternProblems(_ scan: SQLScan) -> [String] {
        scan.placeholders.compactMap { placeholder -> String? in
            guard let pattern = placeholder.pattern else { return nil }
            do throws(DatePatternError) {
                _ = try DatePattern(pattern)
                return nil
            } catch {
                return "has \(placeholder.description), whose pattern \(error.message)"
            }
        }
    }
}
