import PlanFile
import RedshiftSQL
import StateStore
import UTCTime

/// One run of a plan: its definition, which does not change, and its progress.
struct RunRecord: Sendable, Equatable, StateDocument {
    enum Status: String, Sendable, Codable {
        /// The documents of its exports are being written; nothing is submitted yet.
        case starting
        case open
        /// Every export is unloaded, empty or covered.
        case succeeded
        /// Some exports are done, others failed.
        case partial
        case failed
        case cancelled
        /// Another run held the watermark of every export.
        case skipped
    }

    static let workKind = "run"

    let id: String
    let plan: String
    /// The key of the run, in words.
    let trigger: String
    /// The scheduled time, but not one ahead of the clock.
    let time: UTCTime
    /// The window of the calendar; `nil` without one, and for a watermark, whose windows begin where each export stands.
    let window: TimeWindow?
    var watermark: WatermarkWindowRule?
    /// The plan's kind of window when the run began.
    let windowKind: String
    /// The time zone of the dates in places.
    var zone: String
    var warehouse: Warehouse
    var maximumStatements: Int
    var retry: RetryPolicy
    let exportCount: Int
    let backfill: String?
    let startedAt: UTCTime
    /// The plan's file, for a retry by the present plan; `nil` for a plan that came in its event.
    let planName: String?

    var state = Status.starting
    /// Kept until its exports are written, so that the sweeper can complete a start that was cut off.
    var request: RunRequest?
    /// Counts retries: an export that failed in an earlier round is to be run again.
    @BoundedCount var round = 1
    /// The exports that may have a statement with Redshift: slots, taken before anything is submitted.
    var active: [String] = []
    var isCancelRequested = false
    var endedAt: UTCTime?
    /// The time of its last sweep. The next sweep begins with the runs that were swept before it.
    var sweptAt: UTCTime?

    var status: String { state.rawValue }
    var isOpen: Bool { state == .open || state == .starting }
    var isClosed: Bool { !isOpen }
    var openWork: OpenWork? { OpenWork(kind: Self.workKind, due: sweptAt ?? startedAt) }

    /// Takes another plan for the exports that are not done. Its windows are of the same kind.
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
    /// - Parameters:
    ///   - time: the request's time, but not ahead of the clock.
    ///   - window: of the calendar.
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
