import JSON
import RedshiftSQL

/// What is to be unloaded, checked and complete.
struct UnloadPlan: Sendable, Equatable {
    let name: String
    let warehouse: Warehouse
    let window: WindowPolicy
    /// Statements of one run with Redshift at a time.
    let maximumStatements: Int
    let retry: RetryPolicy
    let exports: [PlannedExport]

    /// Tells plans apart that unload something else, or from or to somewhere else.
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
