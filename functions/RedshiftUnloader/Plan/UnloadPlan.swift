import JSON
import RedshiftSQL

/// A plan that is checked and complete: the warehouse, the window and the exports.
struct UnloadPlan: Sendable, Equatable {
    let name: String
    let warehouse: Warehouse
    let window: WindowPolicy
    /// The maximum number of statements that one run may have in Redshift at the same time.
    let maximumStatements: Int
    let retry: RetryPolicy
    let exports: [PlannedExport]

    /// A hash of the plan's warehouse, kind of window and exports. A plan with other rows, sources or S3 prefixes has
    /// another hash.
    var contentHash: String {
        struct Content: Encodable {
            let warehouse: Warehouse
            let window: String
            let exports: [PlannedExport]
        }
        let content = Content(warehouse: warehouse, window: window.kind, exports: exports)
        let text = (try? JSONWriter.text(of: content, [.sortedKeys])) ?? ""
        return sha256(text)
    }
}
