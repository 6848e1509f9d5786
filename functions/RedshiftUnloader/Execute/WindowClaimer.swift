import AWSRedshiftData
import StateStore
import UTCTime

/// Determines the rows that an export unloads: the run's window, or the rows above the export's watermark. Only one run
/// at a time may move a watermark.
struct WindowClaimer: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope
    let run: RunRecord

    enum Claim: Sendable {
        /// The export unloads the rows of this range.
        ///
        /// - Parameter mark: the watermark's value; `nil` for an export without a watermark.
        case window(ExportRowRange?, mark: WatermarkValue?)
        /// The export ends with this result, and nothing is unloaded.
        case over(CompletedExport)
    }

    func claim(_ definition: PlannedExport) async throws -> Claim {
        guard let watermark = run.watermark else { return .window(run.window.map { .time($0) }, mark: nil) }
        guard definition.usesWindow else { return .window(nil, mark: nil) }
        switch try await watermarks.claim(plan: run.plan, export: definition.name, run: run.id, watermark) {
        case .granted(let mark): return .window(watermark.window(from: mark), mark: mark)
        case .covered(let until): return .over(result(.covered, "published up to \(until)"))
        case .held(let holder): return .over(result(.overlapped, "run \(holder) still holds its watermark"))
        case .incomparable(let value):
            return .over(
                result(
                    .failed,
                    "the watermark stands at \(value), which is of another type than the plan's initial; give the export another name, or delete the watermark's item"
                )
            )
        }
    }

    /// Checks, before an export is published, that this run may still move the export's watermark.
    ///
    /// - Parameter reached: the value that the watermark would move to.
    /// - Returns: the result with which the export ends instead of being published; `nil` when the export may be
    ///   published.
    func lost(
        _ export: ExportRecord,
        _ statement: RedshiftDataStatement,
        _ reached: WatermarkValue?,
        _ publisher: DatasetPublisher
    ) async throws -> CompletedExport? {
        guard run.watermark != nil, export.window != nil else { return nil }
        // An earlier invocation advanced our watermark but died before recording it.
        if let reached, reached != export.mark,
            try await watermarks.value(plan: run.plan, export: export.name) == reached
        {
            var published = result(try await publisher.isPublished(export) ? .unloaded : .covered)
            if published.outcome == .unloaded { published.dataset = "\(export.dataset(in: run))" }
            published.reached = reached
            published.statementMilliseconds = statement.duration.map { Int64($0 / .milliseconds(1)) }
            return published
        }
        switch try await claim(export.definition) {
        case .window(_, let mark):
            return mark == export.mark ? nil : result(.overlapped, "another run moved the watermark meanwhile")
        case .over(let result): return result
        }
    }

    /// Releases the export's watermark for other runs. The watermark moves only when the export is published.
    func release(_ export: ExportRecord, _ result: CompletedExport) async throws {
        guard run.watermark != nil, export.definition.usesWindow else { return }
        let isPublished = result.outcome == .unloaded || result.outcome == .empty
        try await watermarks.release(
            plan: run.plan,
            export: export.name,
            run: run.id,
            advancingTo: isPublished ? result.reached : nil
        )
    }

    private func result(_ outcome: ExportOutcome, _ message: String? = nil) -> CompletedExport {
        CompletedExport(outcome: outcome, message: message, endedAt: services.clock.now())
    }

    private var watermarks: WatermarkStore { WatermarkStore(state: scope.state, now: { services.clock.now() }) }
}
