import LambdaRuntime
import JSON
import LambdaEvents
import UTCTime

extension RunRequest {
    /// The maximum time by which the scheduled time of a start may be ahead of the clock. Clocks differ by less.
    private static let furthestAhead = Duration.seconds(86_400)

    /// Reads the default event, which a schedule sends when no input is set for it.
    ///
    /// - Throws: ``InvalidRequest`` for an event without an ARN or a time.
    init(_ event: ScheduledEvent, _ defaults: RequestDefaults) throws(InvalidRequest) {
        guard let arn = event.arn, let time = event.time else {
            throw InvalidRequest("the scheduled event has no resources or no time; a run is keyed on both")
        }
        self.init(plan: try .standard(defaults), trigger: .schedule(arn: arn), time: time)
    }

    /// Reads `{"plan": …, "id": …, "scheduleArn": …, "scheduledTime": …}`.
    ///
    /// - Throws: `JSONError` or ``InvalidRequest``, which name the field.
    init(_ input: JSONElement, _ defaults: RequestDefaults) throws {
        try input.refuseMembers(otherThan: ["plan", "id", "scheduleArn", "scheduledTime", "wait"])
        let plan = try input["plan"].planReference ?? .standard(defaults)
        let time = try input["scheduledTime"].time
        if let time, time > defaults.now.advanced(by: Self.furthestAhead) {
            throw input["scheduledTime"].error("is \(time.rfc3339), more than a day ahead")
        }
        if input["scheduleArn"].kind != nil {
            guard let time, let arn = try input["scheduleArn"].shortText, arn.hasPrefix("arn:") else {
                throw InvalidRequest(
                    #""scheduleArn" goes with "scheduledTime": give the schedule the input {"scheduleArn": "<aws.scheduler.schedule-arn>", "scheduledTime": "<aws.scheduler.scheduled-time>"}"#
                )
            }
            self.init(plan: plan, trigger: .schedule(arn: arn), time: time)
            return
        }
        let id = try input["id"].shortText ?? defaults.requestID
        self.init(plan: plan, trigger: .manual(id: id), time: time ?? defaults.now)
    }
}
