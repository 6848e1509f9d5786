import UTCTime

/// The freshness of a table's published data, from the times of the files and of the last load.
struct TableFreshness: Codable, Sendable, Equatable {
    /// The time of the newest loaded file.
    var newest: UTCTime
    /// The time at which the last load ended.
    var loadedAt: UTCTime
    /// The lag of the last load, in seconds: from the writing of its oldest file to the load's end.
    var lagSeconds: Double

    /// Computes the freshness after a load; `nil` for a load that published nothing.
    init?(_ record: LoadRecord, after known: TableFreshness?) {
        guard let end = record.endedAt, record.outcome == .loaded || record.outcome == .partlyLoaded,
            !record.files.isEmpty || record.snapshot != nil
        else { return nil }
        // For a file without a time, the creation of the load is the best guess.
        let times = record.files.map { $0.writtenAt ?? record.createdAt } + (record.snapshot.map { [$0.time] } ?? [])
        let (oldest, newest) = (times.min() ?? end, times.max() ?? end)
        // A late file does not make the table's data older.
        self.newest = max(newest, known?.newest ?? newest)
        loadedAt = end
        lagSeconds = max(0, end.duration(since: oldest) / .seconds(1))
    }
}
