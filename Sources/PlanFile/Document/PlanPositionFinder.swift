/// Converts byte offsets into lines and columns. The offsets must come in the order of the text, so that each byte is
/// read only once.
struct PlanPositionFinder {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var column = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Returns the line and column of a byte offset.
    ///
    /// - Parameter target: the offset in bytes; not less than the offset of the previous call.
    mutating func place(of target: Int) -> PlanPosition {
        while offset < min(target, bytes.count) {
            let byte = bytes[offset]
            let isFirstOfTwo = byte == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
            if byte == 0x0A || byte == 0x0D, !isFirstOfTwo {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
            offset += 1
        }
        return PlanPosition(line: line, column: column)
    }
}
