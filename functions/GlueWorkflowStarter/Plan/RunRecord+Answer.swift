extension RunRecord {
    /// Makes the answer from the record alone, without asking Glue.
    func answer(for name: String? = nil, isDuplicate: Bool = false) -> StarterAnswer {
        var answer: StarterAnswer
        switch state {
        case .finished(let known): answer = known
        case .running(let runID): answer = StarterAnswer(workflow: key.workflow, status: .running, runId: runID)
        case .released(let error):
            answer = StarterAnswer(workflow: key.workflow, status: .queued)
            answer.fail(error)
        case .queued, .coalesced, .starting, .waiting: answer = StarterAnswer(workflow: key.workflow, status: .queued)
        }
        answer.dedupeKey = name ?? key.name
        answer.duplicate = isDuplicate
        answer.joined = isJoined || (!isBatch && name != nil && name != key.name)
        answer.eventCount = eventCount
        return answer
    }
}
