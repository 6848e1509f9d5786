import UTCTime

extension UTCTime {
    /// Reads a time from Glue: seconds since 1970, with a fraction. The result is `nil` when the number is missing or
    /// is no usable time.
    init?(glue seconds: Double?) {
        guard let seconds, seconds.isFinite, abs(seconds) < 1e12 else { return nil }
        self.init(millisecondsSinceEpoch: Int64(seconds * 1000))
    }
}
