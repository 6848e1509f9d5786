/// Search for a text inside of another, byte by byte.
///
/// Swift's own (`contains(_:)` with a string, `firstRange(of:)`, `replacing(_:with:)`) are in the library of regular
/// expressions: one use of it makes every executable a megabyte larger, and every search of the runtime for a conformance longer.
extension String {
    /// Finds the first place of a text.
    ///
    /// - Returns: `nil` where there is none; the beginning for an empty text.
    public func firstRange(ofText wanted: String) -> Range<String.Index>? {
        Substring(self).firstRange(ofText: wanted)
    }

    public func contains(text wanted: String) -> Bool { firstRange(ofText: wanted) != nil }

    /// - Parameter limit: places that are replaced, from the beginning; all when not given.
    public func replacing(text wanted: String, with replacement: String, limit: Int = .max) -> String {
        guard !wanted.isEmpty else { return self }
        var result = ""
        var rest = Substring(self)
        var count = 0
        while count < limit, let range = rest.firstRange(ofText: wanted) {
            result += rest[..<range.lowerBound]
            result += replacement
            rest = rest[range.upperBound...]
            count += 1
        }
        return result + rest
    }
}

extension Substring {
    /// See ``Swift/String/firstRange(ofText:)``.
    public func firstRange(ofText wanted: String) -> Range<String.Index>? {
        guard let first = wanted.utf8.first else { return startIndex..<startIndex }
        var start = utf8.startIndex
        while let index = utf8[start...].firstIndex(of: first) {
            if utf8[index...].starts(with: wanted.utf8) {
                return index..<utf8.index(index, offsetBy: wanted.utf8.count)
            }
            start = utf8.index(after: index)
        }
        return nil
    }
}
