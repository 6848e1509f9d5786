import RedshiftSQL
import StateStore
import UTCTime

/// One table or query to unload, with the plan's defaults filled in. It is stored with each run, so that a later change
/// of the plan does not change an open run.
struct PlannedExport: Sendable, Equatable, Codable {
    /// The treatment of an export that has no rows.
    enum OnEmpty: String, CaseIterable, Sendable, Codable {
        /// A dataset without rows is published.
        case publish
        /// Nothing is published: readers keep the earlier dataset.
        case skip
        /// The export counts as failed, and the watermark stays.
        case fail
    }

    /// The effect of a window's dataset on the dataset of the window before it.
    enum WriteDisposition: String, CaseIterable, Sendable, Codable {
        /// The window's dataset is added: every window has an S3 prefix of its own.
        case append
        /// The window's dataset replaces the dataset before it.
        case replace
    }

    let name: String
    let source: ExportSource
    /// The statements that run before the UNLOAD in the same session: `SET query_group`, temporary tables.
    let before: [String]
    /// The S3 prefix of the datasets, as the text of a ``DatasetPrefixTemplate``. It begins with `s3://` and ends in a
    /// slash.
    let location: String
    let writeDisposition: WriteDisposition
    let role: WarehouseIAMRole
    /// The export's own database; `nil` for the database of the plan.
    let database: SQLIdentifier?
    let options: UnloadOptions
    /// The column that limits the rows to the window; `nil` for none.
    let windowColumn: SQLIdentifier?
    let windowType: WindowColumnType
    let onEmpty: OnEmpty
    /// The minutes after which the export's statement is cancelled.
    @BoundedCount var timeoutMinutes: Int
    /// The catalog table that gets each dataset of the export as a partition; `nil` for none.
    let catalog: CatalogTable?

    /// The maximum size, in bytes, of an export's JSON. A state document may have 400 kB, and also contains the
    /// progress of the export.
    static let mostBytes = 350_000

    /// `true` when the export's rows depend on the window.
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

    /// Scans a query, a condition or a statement of a plan for window placeholders.
    static func scan(_ text: String) -> SQLScan { SQLScan(text, placeholders: [windowFrom, windowTo]) }

    /// Returns an error text for each placeholder with an invalid date pattern.
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
