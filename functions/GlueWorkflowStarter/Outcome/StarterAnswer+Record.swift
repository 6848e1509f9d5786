extension StarterAnswer {
    /// Makes the answer from the record alone, without a call to Glue.
    init(_ record: RunRecord, for name: String? = nil, isDuplicate: Bool = false) {
        let key = record.key
        switch record.state {
        case .finished(let known): self = known
        case .running(let runID): self.init(workflow: key.workflow, status: .running, runId: runID)
        case .released(let error):
            self.init(workflow: key.workflow, status: .queued)
            fail(error)
        case .queued, .coalesced, .starting, .waiting: self.init(workflow: key.workflow, status: .queued)
        }
        dedupeKey = name ?? key.name
        duplicate = isDuplicate
        joined = record.isJoined || (!record.isBatch && name != nil && name != key.name)
        eventCount = record.eventCount
    }
}
