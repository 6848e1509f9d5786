import UTCTime

/// The times of the rechecks of a stop, and their end. No I/O.
enum RecheckSchedule {
    /// Seconds until the recheck after `attempt` checks. SQS delays by 900 at most.
    static func delay(after attempt: Int) -> Int {
        let delays = [30, 60, 120, 240, 480]
        return delays.indices.contains(attempt) ? delays[attempt] : 900
    }

    /// True when a stop is given up. Without a queue the sweeper rechecks, for as long as the queue would have taken.
    static func isExhausted(attempt: Int, limit: Int, hasQueue: Bool, stoppedAt: UTCTime?, now: UTCTime) -> Bool {
        if hasQueue { return attempt >= limit }
        guard let stoppedAt else { return false }
        let maxWait = (0..<limit).reduce(0) { $0 + delay(after: $1) }
        return now.duration(since: stoppedAt) > .seconds(maxWait)
    }
}
