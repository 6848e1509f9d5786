/// Finds the offsets that no record has.
enum OffsetGaps {
    /// - Parameters:
    ///   - next: the offset that the chain expects next.
    ///   - offsets: the offsets that came, ascending, from `next` on.
    /// - Returns: the ranges between `next` and the last offset in which nothing came.
    static func between(_ next: Int64, _ offsets: [Int64]) -> [ClosedRange<Int64>] {
        var gaps: [ClosedRange<Int64>] = []
        var expected = next
        for offset in offsets where offset >= expected {
            if offset > expected { gaps.append(expected...offset - 1) }
            expected = offset + 1
        }
        return gaps
    }
}
