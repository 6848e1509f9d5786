import UTCTime

/// The delays between the rechecks of a stop, and the rule that ends the rechecks. No I/O.
enum RecheckSchedule {
    /// Returns the delay of the next recheck in seconds. `attempt` is the number of earlier checks, and SQS allows at
    /// most 900 seconds.
    static func delay(after attempt: Int) -> Int {
        let delays = [30, 60, 120, 240, 480]
        return delays.indices.contains(attempt) ? delays[attempt] : 900
    }

    /// Returns `true` when the stop has used up its rechecks. Without a queue, sweeps recheck for as long as queued
    /// rechecks would have taken.
    static func isExhausted(attempt: Int, limit: Int, hasQueue: Bool, stoppedAt: UTCTime?, now: UTCTime) -> Bool {
        if hasQueue { return attempt >= limit }
        guard let stoppedAt else { return false }
        let maxWait = (0..<limit).reduce(0) { $0 + delay(after: $1) }
        return now.duration(since: stoppedAt) > .seconds(maxWait)
    }
}
