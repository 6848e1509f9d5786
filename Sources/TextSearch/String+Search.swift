/// Searches for a text inside another text, byte by byte.
///
/// Swift's own functions (`contains(_:)` with a string, `firstRange(of:)`, `replacing(_:with:)`) are in the library of
/// regular expressions. A single use of that library makes every executable a megabyte larger, and slows down the
/// runtime's searches for conformances.
extension String {
    /// Finds the first occurrence of a text.
    ///
    /// - Returns: `nil` when there is none; an empty text is found at the beginning.
    public func firstRange(ofText wanted: String) -> Range<String.Index>? {
        Substring(self).firstRange(ofText: wanted)
    }

    public func contains(text wanted: String) -> Bool { firstRange(ofText: wanted) != nil }

    /// Returns this text with occurrences of one text replaced by another.
    ///
    /// - Parameter limit: the maximum number of occurrences to replace, from the beginning; all by default.
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
    /// Finds the first occurrence of a text; see ``Swift/String/firstRange(ofText:)``.
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
