import AWSDynamoDB
import UTCTime

/// Claims on (resource, run) in DynamoDB: of all deliveries of all events about one stop, one does the work.
struct ClaimStore: Sendable {
    let database: DynamoDB
    let table: String

    /// Kept so long, then DynamoDB's time to live takes them. Longer than anybody redrives a dead-letter queue.
    static let keptFor = Duration.seconds(400 * 86_400)

    /// - Parameters:
    ///   - owner: the invocation. The same one may claim again: its first answer may have got lost.
    ///   - lease: how long nobody else may.
    ///   - isAgain: whether a settled stop is opened for its next revision.
    /// - Throws: `AWSError`.
    func claim(
        _ resource: String,
        run: String,
        owner: String,
        lease: Duration,
        isAgain: Bool,
        deadline: ContinuousClock.Instant
    ) async throws -> Claim {
        if isAgain { try await reopen(resource, run, deadline) }
        let now = UTCTime.now()
        let update = DynamoDBExpression(
            """
            SET #status = :working, #owner = :owner, #lease = :until, #updated = :updated, #expires = :expires, \
            #revision = if_not_exists(#revision, :one), #steps = if_not_exists(#steps, :none)
            """,
            names: [
                "#status": "status", "#owner": "owner", "#lease": "leaseUntil", "#updated": "updatedAt",
                "#expires": "expiresAt", "#revision": "revision", "#steps": "steps",
            ],
            values: [
                ":working": "working", ":owner": .string(owner), ":until": .integer(seconds(now.advanced(by: lease))),
                ":updated": .string(now.rfc3339), ":expires": .integer(seconds(now.advanced(by: Self.keptFor))),
                ":one": 1, ":none": .map([:]),
            ]
        )
        let condition = DynamoDBExpression(
            "attribute_not_exists(#status) OR #status IN (:blocked, :undecided) OR (#status = :working AND (#lease < :now OR #owner = :owner))",
            values: [":blocked": "blocked", ":undecided": "undecided", ":now": .integer(seconds(now))]
        )
        switch try await database.updateItem(key(resource, run), in: table, update, if: condition, deadline: deadline) {
        case .updated(let item): return .mine(ClaimRecord(item))
        case .refused(let existing): return .taken(existing.map(ClaimRecord.init))
        }
    }

    /// `nil` when nobody ever claimed it.
    func record(_ resource: String, run: String, deadline: ContinuousClock.Instant) async throws -> ClaimRecord? {
        try await database.getItem(key(resource, run), from: table, deadline: deadline).map(ClaimRecord.init)
    }

    /// Writes down what was reached. A claim that somebody else has taken over meanwhile is left as it is.
    ///
    /// - Parameters:
    ///   - keepsLease: `false` lets the next delivery go on at once.
    /// - Throws: `AWSError`.
    func note(
        _ resource: String,
        run: String,
        owner: String,
        status: ClaimRecord.Status,
        keepsLease: Bool = true,
        outcome: CheckOutcome? = nil,
        manifest: S3Location? = nil,
        steps: [String: String]? = nil,
        told: CheckOutcome? = nil,
        deadline: ContinuousClock.Instant
    ) async throws {
        var update = DynamoDBExpression(
            "SET #status = :status, #updated = :updated",
            names: ["#status": "status", "#updated": "updatedAt", "#owner": "owner"],
            values: [":status": .string(status.rawValue), ":updated": .string(UTCTime.now().rfc3339)]
        )
        func set(_ name: String, _ value: AttributeValue?) {
            guard let value else { return }
            update.text += ", #\(name) = :\(name)"
            update.names["#\(name)"] = name
            update.values[":\(name)"] = value
        }
        if !keepsLease { set("leaseUntil", 0) }
        set("outcome", outcome.map { .string($0.rawValue) })
        set("manifest", manifest.map { .string($0.description) })
        set("steps", steps.map { .map($0.mapValues { .string($0) }) })
        set("told", told.map { .string($0.rawValue) })
        let condition = DynamoDBExpression("#owner = :owner", values: [":owner": .string(owner)])
        _ = try await database.updateItem(key(resource, run), in: table, update, if: condition, deadline: deadline)
    }

    /// Opens a settled stop for another revision. One that is not settled stays as it is.
    private func reopen(_ resource: String, _ run: String, _ deadline: ContinuousClock.Instant) async throws {
        guard let record = try await record(resource, run: run, deadline: deadline), record.status == .settled else {
            return
        }
        let update = DynamoDBExpression(
            "SET #status = :undecided, #revision = :next REMOVE #manifest, #steps, #told, #outcome",
            names: [
                "#status": "status", "#revision": "revision", "#manifest": "manifest", "#steps": "steps",
                "#told": "told", "#outcome": "outcome",
            ],
            values: [":undecided": "undecided", ":next": .integer(record.revision + 1)]
        )
        let condition = DynamoDBExpression(
            "#status = :settled AND #revision = :this",
            values: [":settled": "settled", ":this": .integer(record.revision)]
        )
        _ = try await database.updateItem(key(resource, run), in: table, update, if: condition, deadline: deadline)
    }

    private func key(_ resource: String, _ run: String) -> DynamoDB.Item {
        ["resource": .string(resource), "run": .string(run)]
    }

    private func seconds(_ time: UTCTime) -> Int64 { time.millisecondsSinceEpoch / 1000 }
}
