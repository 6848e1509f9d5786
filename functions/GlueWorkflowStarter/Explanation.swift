import UTCTime

/// What `--explain` says of an input.
extension Trigger {
    func explanation(table: String) -> String {
        var lines: [String]
        switch work {
        case .start: lines = ["would start a run of workflow \(key.workflow)"]
        case .resume(let id): lines = ["would run the failed nodes of run \(id) of workflow \(key.workflow) again"]
        }
        lines.append("once for the trigger \(key.name)")
        switch concurrency {
        case .wait: lines.append("while Glue refuses: tried again for \(waitLimit) s")
        case .join: lines.append("while a run is in flight: that run is this trigger's too")
        case .coalesce:
            lines.append("while a run is in flight: queued for the next one, with all that queue meanwhile")
            if window > 0 { lines.append("events are collected for \(window) s") }
        case .fail: lines.append("while a run is in flight: an error")
        }
        lines.append(token == nil ? "nobody waits for its end" : "a task is told its end")
        if case .start = work {
            let record = RunRecord(self, .queued, at: .now())
            let properties = RunProperties(key, covering: [CoveredTrigger(record)], table: table)
            lines.append("with the run properties:")
            lines += properties.values.sorted { $0.key < $1.key }.map { "  \($0.key) = \($0.value)" }
        }
        return lines.joined(separator: "\n")
    }
}

extension StarterRequest.Reference {
    var explanation: String {
        switch self {
        case .key(let key): "the run of trigger \(key.name) of workflow \(key.workflow)"
        case .run(let workflow, let id): "run \(id) of workflow \(workflow)"
        }
    }
}
