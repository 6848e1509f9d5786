import JSON
import RedshiftSQL

/// A plan that is checked and complete: the warehouse, the window and the exports.
struct UnloadPlan: Sendable, Equatable {
    let name: String
    let warehouse: Warehouse
    let window: WindowPolicy
    /// Statements of one run with Redshift at a time.
    let maximumStatements: Int
    let retry: RetryPolicy
    let exports: [PlannedExport]

    /// A hash of what a plan unloads: a plan with other rows, sources or places has another one.
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
