import AWSEventBridge
import LambdaRuntime
import RedshiftSQL
import UTCTime

/// The event that the function publishes for each load that is over.
struct LoadEvent: Sendable, Equatable {
    static let source = "aws-lambdas.redshift-loader"
    static let detailType = "Redshift Load Finished"

    /// The event's `detail`.
    struct Detail: Sendable, Equatable, Encodable {
        let loadId: String
        let plan: String
        /// `schema.table`.
        let table: String
        let outcome: String
        /// `true` when the load changed the table, or had nothing to change.
        let isDone: Bool
        let files: Int
        let bytes: Int64
        /// Rows of the files; absent where they are not known.
        let rows: Int64?
        let attempt: Int
        /// The step that failed.
        let step: String?
        let message: String?
        let createdAt: UTCTime
        let endedAt: UTCTime
    }

    let detail: Detail

    /// - Returns: `nil` for a load that is not over, or that a retry began anew.
    init?(_ record: LoadRecord) {
        guard record.phase == .over, let outcome = record.outcome, let endedAt = record.endedAt else { return nil }
        detail = Detail(
            loadId: record.id,
            plan: record.plan,
            table: record.table,
            outcome: outcome.name,
            isDone: outcome.isDone,
            files: record.files.count,
            bytes: record.files.reduce(0) { $0.saturatingAdd($1.bytes) },
            rows: record.rows,
            attempt: record.attempt,
            step: record.step?.rawValue,
            // The database's words may be long; EventBridge's targets take 256 kB, some less.
            message: record.message.map { String($0.prefix(2000)) },
            createdAt: record.createdAt,
            endedAt: endedAt
        )
    }

    /// - Throws: `EncodingError`, which nothing in the detail causes.
    func entry(bus: String) throws -> EventBridgeEntry {
        EventBridgeEntry(
            source: Self.source,
            detailType: Self.detailType,
            detail: String(decoding: try JSONPayloadCoding.encode(detail), as: UTF8.self),
            bus: bus
        )
    }
}

extension Int64 {
    fileprivate func saturatingAdd(_ other: Int64) -> Int64 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
