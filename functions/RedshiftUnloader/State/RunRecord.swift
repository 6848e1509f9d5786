import PlanFile
import RedshiftSQL
import StateStore
import UTCTime

/// One run of a plan: its definition and its progress. Only a retry with the current plan changes the definition.
struct RunRecord: Sendable, Equatable, StateDocument {
    enum Status: String, Sendable, Codable {
        /// The documents of the run's exports are being written; nothing is submitted yet.
        case starting
        case open
        /// Every export is unloaded, empty, covered or overlapped, and not all are overlapped.
        case succeeded
        /// At least one export is done, and at least one failed or timed out.
        case partial
        case failed
        case cancelled
        /// Another run held the watermark of every export.
        case skipped
    }

    static let workKind = "run"

    let id: String
    let plan: String
    /// The cause of the run, as text for people: `schedule arn:… at 2026-…`, `manual …`.
    let trigger: String
    /// The run's time: the time of the request, or the time of the start if that is earlier.
    let time: UTCTime
    /// The calendar window; `nil` when the plan has none. With a watermark, each export has a window of its own.
    let window: TimeWindow?
    var watermark: WatermarkWindowRule?
    /// The plan's kind of window when the run began.
    let windowKind: String
    /// The time zone of the dates in S3 prefixes.
    var zone: String
    var warehouse: Warehouse
    var maximumStatements: Int
    var retry: RetryPolicy
    let exportCount: Int
    let backfill: String?
    let startedAt: UTCTime
    /// The plan's name, by which a retry reads the current plan; `nil` when the event contained the plan itself.
    let planName: String?

    var state = Status.starting
    /// The request that started the run. It is kept until all export documents are written, so that the sweeper can
    /// complete a start that was cut off.
    var request: RunRequest?
    /// Counts the rounds: the first, and one for each retry. A retry runs the exports that failed in an earlier round.
    @BoundedCount var round = 1
    /// The exports that may have a statement in Redshift. An export is recorded here before anything is submitted.
    var active: [String] = []
    var isCancelRequested = false
    var endedAt: UTCTime?
    /// The time of this run's last sweep. The next sweep begins with the runs that were swept the longest time ago.
    var sweptAt: UTCTime?

    var status: String { state.rawValue }
    var isOpen: Bool { state == .open || state == .starting }
    var isClosed: Bool { !isOpen }
    var openWork: OpenWork? { OpenWork(kind: Self.workKind, due: sweptAt ?? startedAt) }

    /// Replaces the settings that the run took from its plan. They apply to the exports that are not done. The new plan
    /// must have the same kind of window.
    mutating func take(_ plan: UnloadPlan) {
        watermark = plan.window.watermark.map { WatermarkWindowRule($0, at: time) }
        zone = plan.window.zone.name
        warehouse = plan.warehouse
        maximumStatements = plan.maximumStatements
        retry = plan.retry
    }

    func placeValues(of export: ExportRecord) -> PlannedExport.PlaceValues {
        PlannedExport.PlaceValues(
            run: id,
            window: watermark == nil ? window : export.window?.time,
            scheduled: time,
            zone: (try? TimeZoneDatabase.standard.zone(zone)) ?? .utc
        )
    }
}

extension RunRecord {
    /// Makes the record of a run that is starting.
    ///
    /// - Parameters:
    ///   - time: the request's time, but not ahead of the clock.
    ///   - window: the calendar window; `nil` when the plan has none.
    init(
        _ request: RunRequest,
        _ plan: UnloadPlan,
        id: String,
        trigger: String,
        window: TimeWindow?,
        time: UTCTime,
        startedAt: UTCTime
    ) {
        self.init(
            id: id,
            plan: plan.name,
            trigger: trigger,
            time: time,
            window: window,
            watermark: plan.window.watermark.map { WatermarkWindowRule($0, at: time) },
            windowKind: plan.window.kind,
            zone: plan.window.zone.name,
            warehouse: plan.warehouse,
            maximumStatements: plan.maximumStatements,
            retry: plan.retry,
            exportCount: plan.exports.count,
            backfill: { if case .backfill(let id, _) = request.trigger { id } else { nil } }(),
            startedAt: startedAt,
            planName: { if case .named(let name) = request.plan { name } else { nil } }(),
            request: request
        )
    }
}
