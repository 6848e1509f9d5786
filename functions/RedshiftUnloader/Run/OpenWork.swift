import UTCTime

/// What is open, for the sweeper: written before anything else of a run or backfill, deleted after everything else.
enum OpenWork: Sendable, Equatable {
    /// A retried run is open for another round; whoever closes an earlier one must not take its mark away.
    case run(String, round: Int)
    case backfill(String)

    var sort: String {
        switch self {
        case .run(let id, _): "run#\(id)"
        case .backfill(let id): "backfill#\(id)"
        }
    }

    var status: String {
        switch self {
        case .run(_, let round): "round \(round)"
        case .backfill: "open"
        }
    }
}

struct OpenMark: Sendable, Codable {
    let since: UTCTime
    /// What the run was started by, to start it once more should there be no run when the sweeper comes.
    let request: RunRequest?
    let round: Int
}

extension StateTable {
    func mark(_ work: OpenWork, request: RunRequest?, deadline: ContinuousClock.Instant) async throws {
        let round = if case .run(_, let round) = work { round } else { 1 }
        let mark = OpenMark(since: now(), request: request, round: round)
        try await put(mark, at: .open(work.sort), status: work.status, deadline: deadline)
    }

    func removeOpen(_ work: OpenWork, deadline: ContinuousClock.Instant) async throws {
        try await delete(.open(work.sort), ifStatus: work.status, deadline: deadline)
    }

    func openMarks(deadline: ContinuousClock.Instant) async throws -> [(work: OpenWork, mark: OpenMark)] {
        let marks: [(sort: String, stored: Stored<OpenMark>)] = try await list(
            partition: "open",
            sortPrefix: "",
            deadline: deadline
        )
        return marks.compactMap { sort, stored in
            let parts = sort.split(separator: "#", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let work: OpenWork =
                parts[0] == "backfill"
                ? .backfill(String(parts[1])) : .run(String(parts[1]), round: stored.document.round)
            return (work, stored.document)
        }
    }
}
