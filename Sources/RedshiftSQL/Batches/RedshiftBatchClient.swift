public import AWSRedshiftData
public import UTCTime

/// Submits batches to the Redshift Data API and finds them again by their tokens.
public struct RedshiftBatchClient: Sendable {
    public let data: RedshiftData

    public init(data: RedshiftData) { self.data = data }

    /// Submits a batch, or finds the one that was submitted under its token.
    ///
    /// - Parameter withEvent: EventBridge reports the batch's end.
    /// - Returns: the batch's id.
    /// - Throws: `AWSError`.
    public func submit(
        _ batch: RedshiftBatch,
        to warehouse: Warehouse,
        withEvent: Bool,
        deadline: ContinuousClock.Instant?
    ) async throws -> String {
        try await data.batchExecuteStatement(
            batch.statements,
            on: warehouse.target,
            name: batch.name,
            clientToken: batch.clientToken,
            withEvent: withEvent,
            isTransaction: batch.isTransaction,
            deadline: deadline
        )
    }

    /// Attempts of one name that ``batch(_:on:name:began:deadline:)`` follows.
    public static let mostAttempts = 50

    /// Submits statements under a name, or finds the batch that was submitted with the same name and statements in the last
    /// eight hours.
    ///
    /// - Parameter began: when this attempt began. A batch that had failed by then is not taken for the answer: the cause
    ///   may be gone, so the statements are submitted once more.
    /// - Returns: the batch as it is now.
    /// - Throws: `AWSError`; ``SQLProblem`` for what the service would refuse, and after ``mostAttempts`` failures.
    public func batch(
        _ statements: [String],
        on warehouse: Warehouse,
        name: String,
        began: UTCTime,
        deadline: ContinuousClock.Instant?
    ) async throws -> RedshiftDataStatement {
        var salt = ""
        for _ in 0..<Self.mostAttempts {
            let identity = RedshiftBatch.identity(name, salt: salt, statements)
            let batch = try RedshiftBatch(name: name, statements: statements, identity: identity)
            let id = try await submit(batch, to: warehouse, withEvent: false, deadline: deadline)
            let statement = try await data.describeStatement(id, deadline: deadline)
            let isOld = statement.updatedAt.map { Int64(clampingMilliseconds: $0) < began.millisecondsSinceEpoch }
            // Each old failure names the next attempt; one that names itself would go around for ever.
            guard statement.status == .failed || statement.status == .aborted, isOld ?? false, salt != id else {
                return statement
            }
            salt = id
        }
        throw SQLProblem("the batch \"\(name)\" failed \(Self.mostAttempts) times within eight hours")
    }
}

extension RedshiftDataStatement {
    /// The database's message about a failure.
    public var reason: String {
        ([error] + parts.map(\.error)).compactMap { $0 }.first { !$0.isEmpty } ?? "Redshift gives no reason"
    }
}

extension Int64 {
    /// - Parameter seconds: since 1970, from outside: it may be anything.
    fileprivate init(clampingMilliseconds seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        self = milliseconds.isNaN ? 0 : Int64(Swift.max(-9e15, Swift.min(milliseconds, 9e15)))
    }
}
