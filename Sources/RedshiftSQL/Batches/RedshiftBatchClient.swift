public import AWSRedshiftData
public import UTCTime

/// Submits batches to the Redshift Data API and finds them again by their tokens.
public struct RedshiftBatchClient: Sendable {
    public let data: RedshiftData

    public init(data: RedshiftData) { self.data = data }

    /// Submits a batch, or finds the batch that was already submitted with the same client token.
    ///
    /// - Parameter withEvent: `true` when EventBridge is to report the batch's end.
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

    /// The maximum number of attempts that ``batch(_:on:name:began:deadline:)`` makes with one name.
    public static let mostAttempts = 50

    /// Submits statements under a name, or finds a batch of the last eight hours with the same name and statements.
    ///
    /// - Parameter began: the time at which this attempt began. A batch that failed before this time is not returned:
    ///   the cause may be gone, so the statements are submitted once more.
    /// - Returns: the batch as it is now.
    /// - Throws: `AWSError`; ``SQLProblem`` for a batch that the service would refuse, and after ``mostAttempts``
    ///   failures.
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
            // The salt of the next attempt is the old failure's id. An id that repeats itself would cause an endless
            // loop.
            guard statement.status == .failed || statement.status == .aborted, isOld ?? false, salt != id else {
                return statement
            }
            salt = id
        }
        throw SQLProblem("the batch \"\(name)\" failed \(Self.mostAttempts) times within eight hours")
    }
}

extension RedshiftDataStatement {
    /// The database's error message for a failed batch.
    public var reason: String {
        ([error] + parts.map(\.error)).compactMap { $0 }.first { !$0.isEmpty } ?? "Redshift gives no reason"
    }
}

extension Int64 {
    /// - Parameter seconds: the time since 1970. It comes from the service, and may have any value.
    fileprivate init(clampingMilliseconds seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        self = milliseconds.isNaN ? 0 : Int64(Swift.max(-9e15, Swift.min(milliseconds, 9e15)))
    }
}
