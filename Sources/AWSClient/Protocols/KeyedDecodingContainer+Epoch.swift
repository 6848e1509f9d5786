public import UTCTime

extension KeyedDecodingContainer {
    /// Reads a time in the JSON protocol's form: seconds since 1970, with a fraction. A time outside the years 1 to
    /// 9999 becomes the nearest time within them.
    public func decodeEpochIfPresent(forKey key: Key) throws -> UTCTime? {
        guard let seconds = try decodeIfPresent(Double.self, forKey: key), seconds.isFinite else { return nil }
        let bounded = min(max(seconds, -62_135_596_800), 253_402_300_799)
        return UTCTime(millisecondsSinceEpoch: Int64((bounded * 1000).rounded()))
    }
}
