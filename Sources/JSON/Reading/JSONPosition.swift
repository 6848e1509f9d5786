/// A position in a JSON text.
public struct JSONPosition: Sendable, Hashable, CustomStringConvertible {
    /// The offset in bytes from the beginning of the text, from 0; a byte order mark counts.
    public let offset: Int
    /// The line, from 1. A line ends with LF, CR LF or CR.
    public let line: Int
    /// The column, from 1, in Unicode scalars.
    public let column: Int

    init(of offset: Int, in bytes: [UInt8]) {
        var line = 1
        var column = 1
        let begin = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        for index in begin..<max(begin, min(offset, bytes.count)) {
            switch bytes[index] {
            case 0x0A:
                line += 1
                column = 1
            case 0x0D where index + 1 == bytes.count || bytes[index + 1] != 0x0A:
                line += 1
                column = 1
            case 0x80..<0xC0: break
            default: column += 1
            }
        }
        self.offset = offset
        self.line = line
        self.column = column
    }

    public var description: String { "line \(line), column \(column)" }
}
