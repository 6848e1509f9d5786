import StateStore
import UTCTime

/// Stores watermarks. Only one run at a time may move a watermark: two at once would unload the same rows into two
/// datasets.
struct WatermarkStore: Sendable {
    let state: StateStore
    let now: @Sendable () -> UTCTime

    enum Claim: Sendable, Equatable {
        /// The run may move the watermark.
        ///
        /// - Parameter mark: the watermark's value.
        case granted(mark: WatermarkValue)
        case held(by: String)
        /// A later run has published the rows of this window.
        case covered(until: WatermarkValue)
        /// The plan has changed the type of the watermark's column. The old and the new values cannot be compared.
        case incomparable(WatermarkValue)
    }

    /// The maximum time for which a run without a document holds a watermark. The document may not be written yet, or
    /// was deleted.
    static let startingTime = Duration.seconds(1200)
    /// The maximum number of attempts to claim a watermark. An attempt is repeated when another invocation has changed
    /// the watermark first.
    private static let attempts = 10

    /// Claims an export's watermark for a run. The run holds the watermark until the run releases it.
    ///
    /// - Throws: `StateStoreError`.
    func claim(plan: String, export: String, run: String, _ window: WatermarkWindowRule) async throws -> Claim {
        let key = StateKey.watermark(plan: plan, export: export)
        for _ in 0..<Self.attempts {
            let known = try await state.load(key, as: Watermark.self)?.document ?? Watermark()
            let mark = known.value ?? window.initial
            if !mark.isComparable(with: window.initial) { return .incomparable(mark) }
            if let end = window.end, mark >= .time(end) { return .covered(until: mark) }
            if let holder = known.holder {
                if holder == run { return .granted(mark: mark) }
                if try await isAlive(holder, since: known.heldSince) { return .held(by: holder) }
            }
            let (_, isTaken) = try await state.change(key, from: Watermark()) { watermark in
                guard watermark == known else { return false }
                watermark.holder = run
                watermark.heldSince = now()
                return true
            }
            if isTaken { return .granted(mark: mark) }
        }
        throw StateStoreError(.contended(attempts: Self.attempts), table: state.table, item: key.description)
    }

    /// Reads the value of an export's watermark; `nil` before the first run.
    func value(plan: String, export: String) async throws -> WatermarkValue? {
        try await state.load(.watermark(plan: plan, export: export), as: Watermark.self)?.document.value
    }

    /// Releases an export's watermark, and moves it forward to `end` if `end` is given. A run that does not hold the
    /// watermark changes nothing.
    func release(plan: String, export: String, run: String, advancingTo end: WatermarkValue?) async throws {
        let key = StateKey.watermark(plan: plan, export: export)
        guard var entry = try await state.load(key, as: Watermark.self) else { return }
        try await state.change(&entry) { watermark in
            guard watermark.holder == run else { return false }
            watermark.holder = nil
            watermark.heldSince = nil
            if let end { watermark.value = watermark.value.map { $0 < end ? end : $0 } ?? end }
            return true
        }
    }

    private func isAlive(_ run: String, since: UTCTime?) async throws -> Bool {
        if let entry = try await state.load(.run(run), as: RunRecord.self) { return entry.document.isOpen }
        return since.map { now().duration(since: $0) < Self.startingTime } ?? false
    }
}
