import RedshiftSQL
import UTCTime

/// The function's answer to a command, which Step Functions reads too.
struct LoaderAnswer: Sendable, Encodable {
    struct Load: Sendable, Encodable {
        let id: String
        let plan: String
        let table: String
        /// An outcome, or how far it is: `queued`, `submitting`, `submitted`, `comparing`, `diagnosing`, `waiting`.
        let status: String
        let files: Int
        let rows: Int64?
        let attempt: Int
        /// The step that failed.
        let step: String?
        let message: String?
        let retryAt: UTCTime?

        init(_ record: LoadRecord) {
            id = record.id
            plan = record.plan
            table = record.table
            status = record.status
            files = record.files.count
            rows = record.rows
            attempt = record.attempt
            step = record.step?.rawValue
            message = record.message
            retryAt = record.retryAt
        }
    }

    struct Lane: Sendable, Encodable {
        let lane: String
        let status: String
        /// Ids, in the order in which they are loaded.
        let loads: [String]
        /// Tables with files that wait for their window.
        let waiting: [String]
    }

    struct Sweep: Sendable, Encodable {
        let lanes: Int
        let stuck: Int
        let left: Int
    }

    /// `Accepted`, `Load`, `Swept`, or `Done` for an event that nothing is answered to.
    let outcome: String
    var files: Int?
    var lanes: [Lane]?
    var load: Load?
    var sweep: Sweep?
}
