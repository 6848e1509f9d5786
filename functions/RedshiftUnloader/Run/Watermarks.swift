import UTCTime

/// How far an export has come, and which run may move it: one item per export.
struct Watermark: Sendable, Equatable, Codable {
    /// Everything before it is published. `nil` before the first run.
    var value: UTCTime?
    /// The run that is at it.
    var holder: String?
    var heldSince: UTCTime?
}

/// Watermarks are moved by one run at a time: two at once would unload the same rows into two datasets.
struct Watermarks: Sendable {
    let table: StateTable

    enum Claim: Sendable, Equatable {
        case granted(from: UTCTime)
        case held(by: String)
        /// A later run was here already.
        case covered(until: UTCTime)
    }

    /// How long a run may hold a watermark without there being such a run: it is being started, or its start was cut off.
    static let startingTime = Duration.seconds(1200)

    /// Takes an export's watermark for a run. Once taken, it stays so until it is advanced or released.
    func claim(
        plan: String,
        export: String,
        run: String,
        upTo end: UTCTime,
        initial: UTCTime,
        deadline: ContinuousClock.Instant
    ) async throws -> Claim {
        let key = StateKey.watermark(plan: plan, export: export)
        while true {
            let stored: Stored<Watermark>? = try await table.read(key, deadline: deadline)
            var watermark = stored?.document ?? Watermark()
            let from = watermark.value ?? initial
            if from >= end { return .covered(until: from) }
            if let holder = watermark.holder {
                if holder == run { return .granted(from: from) }
                if try await isAlive(holder, since: watermark.heldSince, deadline) { return .held(by: holder) }
            }
            watermark.holder = run
            watermark.heldSince = table.now()
            if try await write(watermark, key, stored?.version, deadline) { return .granted(from: from) }
        }
    }

    /// Whether the run may still publish. Not when another one took over, having found ours gone.
    func isHeld(plan: String, export: String, by run: String, deadline: ContinuousClock.Instant) async throws -> Bool {
        let stored: Stored<Watermark>? = try await table.read(
            .watermark(plan: plan, export: export),
            deadline: deadline
        )
        return stored?.document.holder == run
    }

    /// Where the watermark is; `nil` before the first run.
    func value(plan: String, export: String, deadline: ContinuousClock.Instant) async throws -> UTCTime? {
        let stored: Stored<Watermark>? = try await table.read(
            .watermark(plan: plan, export: export),
            deadline: deadline
        )
        return stored?.document.value
    }

    /// Lets go of the watermark, moved to `end` if that is given. A run that does not hold it changes nothing.
    func release(
        plan: String,
        export: String,
        run: String,
        advancingTo end: UTCTime?,
        deadline: ContinuousClock.Instant
    ) async throws {
        let key = StateKey.watermark(plan: plan, export: export)
        while true {
            let stored: Stored<Watermark>? = try await table.read(key, deadline: deadline)
            guard let stored, stored.document.holder == run else { return }
            var watermark = stored.document
            watermark.holder = nil
            watermark.heldSince = nil
            if let end { watermark.value = watermark.value.map { max($0, end) } ?? end }
            if try await write(watermark, key, stored.version, deadline) { return }
        }
    }

    private func write(
        _ watermark: Watermark,
        _ key: StateKey,
        _ version: Int64?,
        _ deadline: ContinuousClock.Instant
    ) async throws -> Bool {
        let status = watermark.value?.rfc3339 ?? "not begun"
        let stored = try await table.write(
            watermark,
            at: key,
            over: version,
            status: status,
            isKept: true,
            deadline: deadline
        )
        return stored != nil
    }

    private func isAlive(_ run: String, since: UTCTime?, _ deadline: ContinuousClock.Instant) async throws -> Bool {
        let stored: Stored<UnloadRun>? = try await table.read(.run(run), deadline: deadline)
        if let stored { return stored.document.status == .open }
        return since.map { table.now().duration(since: $0) < Self.startingTime } ?? false
    }
}
