import UTCTime

/// The age of a table's published data, from the times of its loads' files.
struct TableFreshness: Codable, Sendable, Equatable {
    /// The time of the newest loaded file.
    var newest: UTCTime
    /// The end of the last load.
    var loadedAt: UTCTime
    /// Seconds from the oldest file of the last load to its end.
    var lagSeconds: Double

    /// - Returns: `nil` for a load that published nothing.
    init?(_ record: LoadRecord, after known: TableFreshness?) {
        guard let end = record.endedAt, record.outcome == .loaded || record.outcome == .partlyLoaded,
            !record.files.isEmpty || record.snapshot != nil
        else { return nil }
        // Of a file that came without a time, the load's beginning is the best guess.
        let times = record.files.map { $0.writtenAt ?? record.createdAt } + (record.snapshot.map { [$0.time] } ?? [])
        let (oldest, newest) = (times.min() ?? end, times.max() ?? end)
        // A late file does not make the table's data older.
        self.newest = max(newest, known?.newest ?? newest)
        loadedAt = end
        lagSeconds = max(0, end.duration(since: oldest) / .seconds(1))
    }
}
