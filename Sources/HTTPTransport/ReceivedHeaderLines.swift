import Glibc

/// The field lines of an answer as they came. A field becomes text when somebody asks for it: of most answers nobody asks for
/// more than one or two.
struct ReceivedHeaderLines: Sendable {
    /// Each line ends with a line feed.
    private var lines: [UInt8] = []

    var isEmpty: Bool { lines.isEmpty }

    /// Appends a line, without its end. A line that begins with white space continues the one before it
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

    /// The first value under `name`.
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

    /// The fields in order. A line without a colon is none.
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

    /// - Parameter body: returns `false` for an end.
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

    /// Compares a line's name without regard to the case of ASCII letters.
    static func begins(_ line: UnsafeBufferPointer<UInt8>, with name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard line.count >= name.count else { return false }
        var index = 0
        while index < name.count {
            guard lowercase(line[index]) == lowercase(name[index]) else { return false }
            index &+= 1
        }
        return true
    }

    /// A name or a value without the white space around it.
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
