import UTCTime

/// Decides the next step of a lane. ``LaneDriver`` carries the step out, for every kind of event. No other type
/// decides.
struct LaneMachine: Sendable {
    enum Step: Sendable, Equatable {
        /// Group the table's waiting files into loads.
        case form(String)
        /// Remove the first load from the queue: the load has ended, or its record does not exist.
        case dequeue(String)
        /// Create or change the lane's tables.
        case prepare
        case submit
        case check
        case compare
        case diagnose
        case examine
        case measure
        case cancel
        /// Publish the event of a load that left the queue.
        case publish(String)
        /// Wait until this time; `nil` to wait for an event.
        case wait(UTCTime?)
    }

    let lane: LaneRecord
    /// The first load of the queue; `nil` when the queue is empty, or when the load's record does not exist.
    let load: LoadRecord?
    /// The hash of the definitions that the plan needs. The lane's tables must be prepared unless
    /// ``LaneRecord/prepared`` is equal to it.
    let definitions: String
    let now: UTCTime

    /// The time after which the sweeper asks for a statement's state, in case the statement's event was lost.
    static let patience = Duration.seconds(60)

    /// The longest time that a load may take. A load that takes longer is stuck.
    static let stuckAfter = Duration.seconds(7200)
    static let mostPreparations = 3

    var next: Step {
        if let id = lane.unpublished.first, lane.publishAt.map({ $0 <= now }) ?? true { return .publish(id) }
        guard case .wait(let time) = nextOfLoads else { return nextOfLoads }
        return .wait([time, lane.unpublished.isEmpty ? nil : lane.publishAt].compactMap { $0 }.min())
    }

    /// `true` when a person must act, because the lane's work does not end by itself.
    var isStuck: Bool {
        if let preparing = lane.preparing, preparing.attempt > Self.mostPreparations { return true }
        guard let load, load.phase != .over, !lane.queue.isEmpty else { return false }
        return (load.submittedAt ?? load.createdAt).advanced(by: Self.stuckAfter) <= now
    }

    private var nextOfLoads: Step {
        if let forming = lane.forming { return .form(forming) }
        guard let first = lane.queue.first else {
            guard let due = lane.waiting.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return .wait(nil) }
            return due.value <= now ? .form(due.key) : .wait(due.value)
        }
        guard let load, load.phase != .over else { return .dequeue(first) }
        // A load in `submitting` may run already. Its submission is repeated to find the statement, which can be
        // cancelled.
        if load.isCancelRequested, load.phase != .submitted, load.phase != .submitting { return .cancel }
        if lane.prepared != definitions, load.phase == .queued || load.phase == .waiting {
            if let retryAt = lane.preparing?.retryAt, retryAt > now { return .wait(retryAt) }
            return .prepare
        }
        switch load.phase {
        case .queued, .submitting: return .submit
        case .submitted: return .check
        case .comparing: return .compare
        case .diagnosing: return .diagnose
        case .examining: return .examine
        case .measuring: return .measure
        case .waiting:
            if let retryAt = load.retryAt, retryAt > now { return .wait(retryAt) }
            return .submit
        case .over: return .dequeue(first)
        }
    }
}

extension LoadSchedule {
    /// Returns the time at which files that arrive at `arrival` are loaded. All tables of a deployment have the same
    /// time, because Redshift Serverless bills at least a minute for each activity.
    func due(after arrival: UTCTime) -> UTCTime {
        let earliest = arrival.advanced(by: wait).millisecondsSinceEpoch
        let step = max(every.components.seconds, 1) * 1000
        let (quotient, remainder) = earliest.quotientAndRemainder(dividingBy: step)
        let windows = remainder > 0 ? quotient + 1 : quotient
        return UTCTime(millisecondsSinceEpoch: windows * step)
    }
}
