extension String {
    /// Returns the beginning of the text, at most `limit` bytes of UTF-8, without splitting a Unicode scalar. A single
    /// Swift character may have thousands of bytes, so a limit in characters would not limit a log line.
    public func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: max(0, limit))
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
