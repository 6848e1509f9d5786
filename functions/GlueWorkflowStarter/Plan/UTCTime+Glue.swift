import UTCTime

extension UTCTime {
    /// Reads a time of Glue: seconds since 1970, with a fraction. `nil` for none, or one that is no number.
    init?(glue seconds: Double?) {
        guard let seconds, seconds.isFinite, abs(seconds) < 1e12 else { return nil }
        self.init(millisecondsSinceEpoch: Int64(seconds * 1000))
    }
}
