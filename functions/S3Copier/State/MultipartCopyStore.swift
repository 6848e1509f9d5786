import AWSDynamoDB
import UTCTime

/// The state table: every change is conditional on the token, so that an attempt that was replaced changes nothing.
struct MultipartCopyStore: Sendable {
    let database: DynamoDB
    let table: String
    let deadline: ContinuousClock.Instant

    private static let isMine = DynamoDBExpression("#token = :token", names: ["#token": "token"])

    func record(of target: String) async throws -> MultipartCopyRecord? {
        try await database.getItem(MultipartCopyRecord.key(of: target), from: table, deadline: deadline)
            .flatMap(MultipartCopyRecord.init)
    }

    /// Begins an attempt.
    ///
    /// - Parameter old: the attempt it replaces; `nil` when there is no record.
    /// - Returns: whether the record is ours; if not somebody else was faster.
    func begin(_ record: MultipartCopyRecord, replacing old: MultipartCopyRecord?) async throws -> Bool {
        let condition: DynamoDBExpression =
            if let old {
                // The lease as well: whoever takes over must find it as it was when it was looked at.
                DynamoDBExpression(
                    "#token = :old AND leaseUntil = :lease AND phase = :phase",
                    names: ["#token": "token"],
                    values: [
                        ":old": .string(old.token), ":lease": .integer(old.leaseUntil.millisecondsSinceEpoch),
                        ":phase": .string(old.phase.rawValue),
                    ]
                )
            } else {
                DynamoDBExpression("attribute_not_exists(id)")
            }
        switch try await database.putItem(record.item, into: table, if: condition, deadline: deadline) {
        case .written: return true
        // Our own first try, whose answer was lost.
        case .refused(let existing): return existing?["token"]?.string == record.token
        }
    }

    /// Takes a record to a phase that one invocation at a time may work on, or over from one whose lease has run out.
    ///
    /// - Parameter phase: `copying`, or after it `completing`.
    /// - Returns: the record as it is now; `nil` when somebody else holds it, or it is not that attempt's any more.
    func lease(
        _ record: MultipartCopyRecord,
        until lease: UTCTime,
        phase: MultipartCopyRecord.Phase,
        at now: UTCTime
    ) async throws -> MultipartCopyRecord? {
        let before: MultipartCopyRecord.Phase = phase == .completing ? .copying : .preparing
        let update = DynamoDBExpression(
            "SET phase = :phase, leaseUntil = :lease, updatedAt = :now",
            values: [
                ":phase": .string(phase.rawValue), ":lease": .integer(lease.millisecondsSinceEpoch),
                ":now": .integer(now.millisecondsSinceEpoch),
            ]
        )
        // A lease counts against those who want to do the same thing; ranges are copied by many at a time.
        let condition = DynamoDBExpression(
            "#token = :token AND (phase = :before OR (phase = :phase AND leaseUntil <= :now))",
            names: ["#token": "token"],
            values: [":token": .string(record.token), ":before": .string(before.rawValue)]
        )
        return try await updated(record, update, if: condition)
    }

    /// Changes some of a record.
    ///
    /// - Returns: the record as it is now; `nil` when it is not that attempt's any more.
    func update(
        _ record: MultipartCopyRecord,
        _ update: DynamoDBExpression,
        if further: DynamoDBExpression? = nil
    ) async throws -> MultipartCopyRecord? {
        var condition = Self.isMine
        condition.values = [":token": .string(record.token)]
        if let further {
            condition.text += " AND \(further.text)"
            condition.values.merge(further.values) { first, _ in first }
        }
        return try await updated(record, update, if: condition)
    }

    private func updated(
        _ record: MultipartCopyRecord,
        _ update: DynamoDBExpression,
        if condition: DynamoDBExpression
    ) async throws -> MultipartCopyRecord? {
        let result = try await database.updateItem(
            MultipartCopyRecord.key(of: record.target),
            in: table,
            update,
            if: condition,
            deadline: deadline
        )
        guard case .updated(let item) = result else { return nil }
        return MultipartCopyRecord(item)
    }

    /// Forgets an attempt that came to nothing.
    func remove(_ record: MultipartCopyRecord) async throws {
        var condition = Self.isMine
        condition.values = [":token": .string(record.token)]
        _ = try await database.deleteItem(
            MultipartCopyRecord.key(of: record.target),
            from: table,
            if: condition,
            deadline: deadline
        )
    }
}
