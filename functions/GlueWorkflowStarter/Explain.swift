import LambdaEvents
import LambdaRuntime
import UTCTime

/// The dry run: describes what the function would do for an event, without any call to AWS.
extension GlueWorkflowStarter: DryRunnable {
    func dryRun(_ event: [UInt8]) async throws -> String {
        let event = try GlueWorkflowStarterRequest.event(event)
        let contents: [UnwrappedEvent]
        switch event {
        case .queue(let messages): contents = try messages.map { try GlueWorkflowStarterRequest.content(of: $0) }
        case .direct(let direct) where !direct.isEmpty: contents = direct
        case .direct, .batchOperations: throw GlueWorkflowStarterRequest.refusal(of: event)
        }
        return try contents.map { explanation(of: try GlueWorkflowStarterRequest($0, services.settings)) }
            .joined(separator: "\n\n")
    }

    private func explanation(of request: GlueWorkflowStarterRequest) -> String {
        switch request {
        case .start(let request): request.explanation(table: services.settings.table, at: services.clock.now())
        case .check(let reference, _, _): "would decide on \(reference.explanation)"
        case .stop(let reference): "would stop \(reference.explanation)"
        case .sweep: "would check every open run and queue in table \(services.settings.table)"
        case .nodeChanged(let name): "would check the open runs that \(name) may belong to"
        }
    }
}

extension StartRequest {
    func explanation(table: String, at now: UTCTime) -> String {
        var lines: [String]
        switch work {
        case .start: lines = ["would start a run of workflow \(key.workflow)"]
        case .resume(let id): lines = ["would run the failed nodes of run \(id) of workflow \(key.workflow) again"]
        }
        lines.append("once for the key \(key.name)")
        switch onFailed {
        case .keep: break
        case .restart: lines.append("and once more each time that its run has failed before")
        case .resume: lines.append("and where its run has failed before, the failed nodes again")
        }
        switch concurrency {
        case .wait: lines.append("while Glue refuses: retried for \(waitLimit) s")
        case .join: lines.append("while a run is in flight: that run is this request's too")
        case .coalesce:
            lines.append("while a run is in flight: queued for the next one, with all that queue meanwhile")
            if window > 0 { lines.append("events are collected for \(window) s") }
        case .fail: lines.append("while a run is in flight: an error")
        }
        lines.append(token == nil ? "no task waits for its end" : "a task is notified of its end")
        if case .start = work {
            let record = RunRecord(self, .queued, at: now)
            let properties = RunProperties(key, coalescing: [CoalescedRequest(record)], table: table)
            lines.append("with the run properties:")
            lines += properties.values.sorted { $0.key < $1.key }.map { "  \($0.key) = \($0.value)" }
        }
        return lines.joined(separator: "\n")
    }
}

extension RunReference {
    fileprivate var explanation: String {
        switch self {
        case .key(let key): "the run of request \(key.name) of workflow \(key.workflow)"
        case .run(let workflow, let id): "run \(id) of workflow \(workflow)"
        }
    }
}
