import PlanFile
import RedshiftSQL
import StateStore
import UTCTime

/// One run of a plan: what does not change from its start on, and how far it is.
struct UnloadRun: Sendable, Equatable, StateDocument {
    enum Status: String, Sendable, Codable {
        /// Its exports are being written down; nothing is submitted yet.
        case starting
        case open
        /// Every export is unloaded, empty or covered.
        case succeeded
        /// Some are, some failed.
        case partial
        case failed
        case cancelled
        /// Another run was at every export.
        case skipped
    }

    static let workKind = "run"

    let id: String
    let plan: String
    /// What it is keyed on, for people.
    let trigger: String
    /// The scheduled time, but not one ahead of the clock.
    let time: UTCTime
    /// Of the calendar; `nil` without one, and for a watermark, whose windows begin where each export stands.
    let window: TimeWindow?
    let watermark: RunWatermark?
    /// Whose clock the dates of places show.
    let zone: String
    var warehouse: Warehouse
    let maximumStatements: Int
    let retry: RetryPolicy
    let exportCount: Int
    let backfill: String?
    let startedAt: UTCTime
    /// The plan's file, for a retry by the present plan; `nil` for a plan that came in its event.
    let planName: String?

    var state = Status.starting
    /// Until its exports are written: to start it once more should that be cut off.
    var request: RunRequest?
    /// Counts retries: an export that failed in an earlier round is to be run again.
    var round = 1
    /// The exports that may have a statement with Redshift: slots, taken before anything is submitted.
    var active: [String] = []
    var isCancelRequested = false
    var endedAt: UTCTime?

    var status: String { state.rawValue }
    var isOpen: Bool { state == .open || state == .starting }
    var isClosed: Bool { !isOpen }
    var openWork: OpenWork? { OpenWork(kind: Self.workKind, due: startedAt) }

    func placeValues(of export: ExportRun) -> PlannedExport.PlaceValues {
        PlannedExport.PlaceValues(
            run: id,
            window: watermark == nil ? window : export.window?.time,
            scheduled: time,
            zone: (try? TimeZoneDatabase.standard.zone(zone)) ?? .utc
        )
    }
}

extension UnloadRun {
    /// - Parameters:
    ///   - time: when it counts as started: the request's time, or now.
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
            watermark: plan.window.watermark.map { RunWatermark($0, at: time) },
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
