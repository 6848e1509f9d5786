import AWSDynamoDB
import JSON
import UTCTime

/// A trigger in the queue for its workflow's next run.
struct QueuedTrigger: Sendable, Equatable {
    let trigger: Trigger
    let queuedAt: UTCTime
    /// Whether nobody waits for it.
    let isSilent: Bool

    /// Sorted by age.
    var sortKey: String {
        let digits = String(max(queuedAt.millisecondsSinceEpoch, 0))
        return String(repeating: "0", count: max(0, 15 - digits.utf8.count)) + digits + "/"
            + RunKey.part(trigger.key.name)
    }
}

/// A trigger that a run covers.
struct CoveredTrigger: Sendable, Equatable {
    let key: RunKey
    let eventIDs: [String]
    var properties: [String: String] = [:]
    var executionName: String?
    var isSilent: Bool
    /// Its place among those that the run covers.
    var queuedAt: UTCTime

    var eventCount: Int { max(eventIDs.count, 1) }
}

/// What the sweep looks at.
struct OpenEntry: Sendable, Equatable {
    let workflow: String
    /// `nil` is the workflow's queue.
    let key: RunKey?
    let since: UTCTime
}

extension RunLedger {
    // MARK: - Queue of a workflow

    private func queue(_ workflow: String) -> String { "queue/\(RunKey.part(workflow))" }

    /// The same trigger, queued at the same time, is one item however often it is put there.
    func enqueue(_ queued: QueuedTrigger, at now: UTCTime) async throws {
        var trigger = queued.trigger
        trigger.token = nil
        _ = try await put([
            "pk": .string(queue(trigger.key.workflow)),
            "sk": .string(queued.sortKey),
            "trigger": .string(try JSONWriter.text(of: trigger)),
            "queuedAt": .integer(queued.queuedAt.millisecondsSinceEpoch),
            "silent": .bool(queued.isSilent),
        ])
    }

    /// The oldest first.
    ///
    /// - Throws: `StarterError`, also for an item that cannot be read: to pass over it would lose what it stands for.
    func queued(_ workflow: String, limit: Int = .max) async throws -> [QueuedTrigger] {
        try await items(queue(workflow), limit: limit).map { item in
            guard let text = item["trigger"]?.string, let time = item["queuedAt"]?.integer,
                let trigger = try? JSONDocument(text).decode(Trigger.self)
            else {
                let name = "\(item["pk"]?.string ?? "?") \(item["sk"]?.string ?? "?")"
                throw StarterError(.tableUnavailable, "item \(name) of table \(table) is not one this version wrote")
            }
            return QueuedTrigger(
                trigger: trigger,
                queuedAt: UTCTime(millisecondsSinceEpoch: time),
                isSilent: item["silent"]?.bool ?? true
            )
        }
    }

    func dequeue(_ queued: QueuedTrigger) async throws {
        _ = try await delete(partition: queue(queued.trigger.key.workflow), sort: queued.sortKey)
    }

    // MARK: - Triggers that a run covers

    private static let eventPrefix = "event/"

    func addCovered(_ covered: CoveredTrigger, to run: RunKey, at now: UTCTime) async throws {
        var item: DynamoDB.Item = [
            "pk": .string(run.partition),
            "sk": .string(Self.eventPrefix + RunKey.part(covered.key.name)),
            "name": .string(covered.key.name),
            "eventIds": .list(covered.eventIDs.map { .string($0) }),
            "properties": .map(covered.properties.mapValues { .string($0) }),
            "silent": .bool(covered.isSilent),
            "queuedAt": .integer(covered.queuedAt.millisecondsSinceEpoch),
            "expires": expiry(now),
        ]
        if let name = covered.executionName { item["executionName"] = .string(name) }
        _ = try await put(item)
    }

    func removeCovered(_ covered: RunKey, from run: RunKey) async throws {
        _ = try await delete(partition: run.partition, sort: Self.eventPrefix + RunKey.part(covered.name))
    }

    /// In the order they were queued.
    func covered(by run: RunKey) async throws -> [CoveredTrigger] {
        let all = try await items(run.partition, prefix: Self.eventPrefix).compactMap { item -> CoveredTrigger? in
            guard let name = item["name"]?.string else { return nil }
            return CoveredTrigger(
                key: RunKey(workflow: run.workflow, name: name),
                eventIDs: item["eventIds"]?.list?.compactMap(\.string) ?? [],
                properties: item["properties"]?.map?.compactMapValues(\.string) ?? [:],
                executionName: item["executionName"]?.string,
                isSilent: item["silent"]?.bool ?? true,
                queuedAt: UTCTime(millisecondsSinceEpoch: item["queuedAt"]?.integer ?? 0)
            )
        }
        return oldestFirst(all, \.queuedAt)
    }

    // MARK: - The one run at a time

    private func slot(_ workflow: String) -> String { "slot/\(RunKey.part(workflow))" }
    private static let slotSort = "slot"

    /// Takes the workflow for a run.
    ///
    /// - Returns: the name of the run that has it: this one's, or another's.
    func takeSlot(for run: RunKey) async throws -> String {
        let item: DynamoDB.Item = [
            "pk": .string(slot(run.workflow)), "sk": .string(Self.slotSort), "key": .string(run.name),
        ]
        let condition = DynamoDBExpression(
            "attribute_not_exists(pk) OR #key = :key",
            names: ["#key": "key"],
            values: [":key": .string(run.name)]
        )
        for _ in 0..<10 {
            switch try await put(item, if: condition) {
            case .written: return run.name
            case .refused(let existing):
                if let holder = existing?["key"]?.string { return holder }
                if let holder = try await slotHolder(run.workflow) { return holder }
            }
        }
        throw StarterError(
            .tableUnavailable,
            "the slot of workflow \(run.workflow) in table \(table) never stops changing"
        )
    }

    func slotHolder(_ workflow: String) async throws -> String? {
        try await guarded {
            try await database.getItem(
                ["pk": .string(slot(workflow)), "sk": .string(Self.slotSort)],
                from: table,
                deadline: deadline
            )
        }?["key"]?.string
    }

    /// Gives the workflow free, if that run has it.
    func freeSlot(of run: RunKey) async throws {
        _ = try await delete(
            partition: slot(run.workflow),
            sort: Self.slotSort,
            if: DynamoDBExpression("#key = :key", names: ["#key": "key"], values: [":key": .string(run.name)])
        )
    }

    // MARK: - What the sweep looks at

    private static let openPartition = "open"

    func open(_ key: RunKey, at now: UTCTime) async throws { try await open(key.workflow, key, now) }
    func openQueue(_ workflow: String, at now: UTCTime) async throws { try await open(workflow, nil, now) }

    private func open(_ workflow: String, _ key: RunKey?, _ now: UTCTime) async throws {
        var item: DynamoDB.Item = [
            "pk": .string(Self.openPartition),
            "sk": .string(key?.path ?? RunKey.part(workflow)),
            "workflow": .string(workflow),
            "since": .integer(now.millisecondsSinceEpoch),
        ]
        if let key { item["key"] = .string(key.name) }
        _ = try await put(item)
    }

    func close(_ key: RunKey) async throws {
        _ = try await delete(partition: Self.openPartition, sort: key.path)
    }

    /// - Parameter workflow: of that one only.
    func openEntries(of workflow: String? = nil) async throws -> [OpenEntry] {
        try await items(Self.openPartition, prefix: workflow.map(RunKey.part) ?? "").compactMap { item in
            guard let name = item["workflow"]?.string, workflow == nil || workflow == name else { return nil }
            return OpenEntry(
                workflow: name,
                key: item["key"]?.string.map { RunKey(workflow: name, name: $0) },
                since: UTCTime(millisecondsSinceEpoch: item["since"]?.integer ?? 0)
            )
        }
    }

    // MARK: - Who waits

    func addWaiter(_ waiter: Waiter, for trigger: RunKey, at now: UTCTime) async throws {
        var item: DynamoDB.Item = [
            "pk": .string(trigger.partition),
            "sk": .string(waiter.sortKey),
            "token": .string(waiter.token),
            "stopOnAbort": .bool(waiter.stopOnAbort),
            "expires": expiry(now),
        ]
        if let arn = waiter.executionARN { item["executionArn"] = .string(arn) }
        _ = try await put(item)
    }

    func waiters(for trigger: RunKey) async throws -> [Waiter] {
        try await items(trigger.partition, prefix: "waiter/").compactMap { item in
            guard let token = item["token"]?.string else { return nil }
            return Waiter(
                token: token,
                executionARN: item["executionArn"]?.string,
                stopOnAbort: item["stopOnAbort"]?.bool ?? false
            )
        }
    }

    func removeWaiter(_ waiter: Waiter, for trigger: RunKey) async throws {
        _ = try await delete(partition: trigger.partition, sort: waiter.sortKey)
    }
}
