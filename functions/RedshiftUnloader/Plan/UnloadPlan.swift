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

    /// A hash that differs between plans that unload other rows, or from or to another place.
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
