import StateStore
import UTCTime

/// Keeps watermarks, each of which one run at a time may move: two at once would unload the same rows into two datasets.
struct WatermarkStore: Sendable {
    let state: StateStore
    let now: @Sendable () -> UTCTime

    enum Claim: Sendable, Equatable {
        /// - Parameter mark: the watermark's value.
        case granted(mark: WatermarkValue)
        case held(by: String)
        /// A later run has published these rows.
        case covered(until: WatermarkValue)
        /// The plan has changed its column's type.
        case incomparable(WatermarkValue)
    }

    /// The time for which a run that has no document holds a watermark: its documents may be being written, or were deleted.
    static let startingTime = Duration.seconds(1200)
    /// The most reads of a watermark that others keep changing.
    private static let attempts = 10

    /// Takes an export's watermark for a run. The run holds it until it releases it.
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

    /// Reads the watermark's value; `nil` before the first run.
    func value(plan: String, export: String) async throws -> WatermarkValue? {
        try await state.load(.watermark(plan: plan, export: export), as: Watermark.self)?.document.value
    }

    /// Releases the watermark, moved to `end` if that is given. A run that does not hold it changes nothing.
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
