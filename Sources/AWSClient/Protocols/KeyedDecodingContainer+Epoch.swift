public import UTCTime

extension KeyedDecodingContainer {
    /// Reads a time as the JSON protocol writes it: seconds since 1970, with a fraction. Times outside the years 1 to 9999
    /// are held to them.
    public func decodeEpochIfPresent(forKey key: Key) throws -> UTCTime? {
        guard let seconds = try decodeIfPresent(Double.self, forKey: key), seconds.isFinite else { return nil }
        let bounded = min(max(seconds, -62_135_596_800), 253_402_300_799)
        return UTCTime(millisecondsSinceEpoch: Int64((bounded * 1000).rounded()))
    }
}
