import Glibc

/// The header lines of an answer, as the bytes that arrived. A field becomes text only when it is read: callers read
/// only one or two fields of most answers.
struct ReceivedHeaderLines: Sendable {
    /// The bytes of all lines. Each line ends with a line feed.
    private var lines: [UInt8] = []

    var isEmpty: Bool { lines.isEmpty }

    /// Appends a line, given without its line feed. A line that begins with white space continues the line before it
    /// ([RFC 9112 §5.2](https://www.rfc-editor.org/rfc/rfc9112#section-5.2)).
    mutating func append(_ line: UnsafeBufferPointer<UInt8>) {
        if lines.isEmpty {
            lines.reserveCapacity(512)
        } else if let first = line.first, Self.isBlank(first) {
            lines.removeLast()
        }
        lines.append(contentsOf: line)
        lines.append(Self.end)
    }

    /// Returns the value of the first field with this name; `nil` when there is none.
    func value(of name: String) -> String? {
        guard !lines.isEmpty else { return nil }
        var name = name
        return name.withUTF8 { name in
            lines.withUnsafeBufferPointer { lines in
                var found: String?
                Self.forEachLine(of: lines) { line in
                    guard line.count > name.count, line[name.count] == UInt8(ascii: ":"),
                        Self.begins(line, with: name)
                    else { return true }
                    found = Self.text(UnsafeBufferPointer(rebasing: line[(name.count + 1)...]))
                    return false
                }
                return found
            }
        }
    }

    /// The fields in order. A line without a colon is skipped.
    var fields: [HTTPHeaders.Field] {
        lines.withUnsafeBufferPointer { lines in
            var fields: [HTTPHeaders.Field] = []
            Self.forEachLine(of: lines) { line in
                if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                    fields.append(
                        HTTPHeaders.Field(
                            name: Self.text(UnsafeBufferPointer(rebasing: line[..<colon])),
                            value: Self.text(UnsafeBufferPointer(rebasing: line[(colon + 1)...]))
                        )
                    )
                }
                return true
            }
            return fields
        }
    }

    /// Calls `body` for each line.
    ///
    /// - Parameter body: returns `false` to stop.
    private static func forEachLine(
        of lines: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Bool
    ) {
        guard let base = lines.baseAddress else { return }
        var at = 0
        while at < lines.count, let found = memchr(base + at, Int32(end), lines.count - at) {
            let next = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            guard body(UnsafeBufferPointer(start: base + at, count: next - at)) else { return }
            at = next + 1
        }
    }

    /// Returns `true` when the line begins with this name, in upper or lower case.
    static func begins(_ line: UnsafeBufferPointer<UInt8>, with name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard line.count >= name.count else { return false }
        var index = 0
        while index < name.count {
            guard lowercase(line[index]) == lowercase(name[index]) else { return false }
            index &+= 1
        }
        return true
    }

    /// Converts a name or a value to text, without the white space around it.
    private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var start = 0
        var end = bytes.count
        while start < end, isBlank(bytes[start]) { start &+= 1 }
        while end > start, isBlank(bytes[end &- 1]) { end &-= 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    }

    private static let end = UInt8(ascii: "\n")

    private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }

    static func lowercase(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
