import AWSEventBridge
import LambdaRuntime
import RedshiftSQL
import UTCTime

/// The event that the function publishes for each finished load.
struct LoadEvent: Sendable, Equatable {
    static let source = "aws-lambdas.redshift-loader"
    static let detailType = "Redshift Load Finished"

    /// The event's `detail`.
    struct Detail: Sendable, Equatable, Encodable {
        let loadId: String
        let plan: String
        /// The table's name, as `schema.table`.
        let table: String
        let outcome: String
        /// `true` when nobody has to act: the files are loaded, were loaded before, or the load was cancelled.
        let isDone: Bool
        let files: Int
        let bytes: Int64
        /// The number of rows in the files; absent when it is not known.
        let rows: Int64?
        let attempt: Int
        /// The step that failed; absent when none did.
        let step: String?
        let message: String?
        let createdAt: UTCTime
        let endedAt: UTCTime
    }

    let detail: Detail

    /// Makes the event of a load.
    ///
    /// - Returns: `nil` for a load that has not ended, or that a retry has restarted.
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
            // The database's message may be long. EventBridge's targets accept 256 kB, some accept less.
            message: record.message.map { String($0.prefix(2000)) },
            createdAt: record.createdAt,
            endedAt: endedAt
        )
    }

    /// Makes the entry for EventBridge.
    ///
    /// - Throws: `EncodingError`. No value of the detail causes one.
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
