import AWSRedshiftData
import AWSSigning
import UTCTime

/// Batches of the Redshift Data API that are known by a name: within eight hours the same name finds the same batch, so that
/// a check or a load that comes again goes on with what it began.
struct RedshiftBatches: Sendable {
    let data: RedshiftData

    /// - Parameter began: when this attempt began. A batch that had failed by then is not asked again: the cause may be mended.
    /// - Returns: the batch as it is.
    /// - Throws: `AWSError`.
    func batch(
        _ statements: [String],
        on connection: RedshiftConnection,
        name: String,
        began: UTCTime,
        deadline: ContinuousClock.Instant
    ) async throws -> RedshiftDataStatement {
        var salt = ""
        while true {
            let words = ([name, salt] + statements).joined(separator: "\u{0}")
            let id = try await data.batchExecuteStatement(
                statements,
                on: connection.target,
                name: name,
                // Hexadecimal, 64 characters: as many as a token may have.
                clientToken: Digest.hex(Digest.sha256(Array(words.utf8))),
                withEvent: false,
                deadline: deadline
            )
            let statement = try await data.describeStatement(id, deadline: deadline)
            let isOld = statement.updatedAt.map { Int64($0 * 1000) < began.millisecondsSinceEpoch } ?? false
            // Each old failure names the next attempt; one that names itself would go around for ever.
            guard statement.status == .failed || statement.status == .aborted, isOld, salt != id else {
                return statement
            }
            salt = id
        }
    }
}

extension RedshiftDataStatement {
    /// What the database says of a failure.
    var reason: String {
        ([error] + parts.map(\.error)).compactMap { $0 }.first { !$0.isEmpty } ?? "Redshift gives no reason"
    }
}
