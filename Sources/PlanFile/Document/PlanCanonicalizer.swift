/// Writes a plan in a canonical form, which is the same for every spelling of the plan. It is JSON without spaces, with
/// the keys in the order of their bytes. The keys that no reader uses (`$schema`, and `x-…` at the top) are left out.
enum PlanCanonicalizer {
    static func bytes(of root: PlanNode) -> [UInt8] {
        var bytes: [UInt8] = []
        if case .mapping(let entries) = root.content {
            let read = entries.filter { $0.key != "$schema" && !$0.key.hasPrefix("x-") }
            write(PlanNode(.mapping(read), at: root.position), &bytes)
        } else {
            write(root, &bytes)
        }
        return bytes
    }

    private static func write(_ node: PlanNode, _ bytes: inout [UInt8]) {
        switch node.content {
        case .scalar(let scalar): write(scalar, &bytes)
        case .sequence(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(item, &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .mapping(let entries):
            bytes.append(UInt8(ascii: "{"))
            let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, entry) in sorted.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(text: entry.key, &bytes)
                bytes.append(UInt8(ascii: ":"))
                write(entry.value, &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ scalar: PlanScalar, _ bytes: inout [UInt8]) {
        switch scalar.value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        // `2.0` and `2` are one number.
        case .number(let value): bytes += (Int64(exactly: value).map { String($0) } ?? String(value)).utf8
        case .text: write(text: scalar.text, &bytes)
        }
    }

    private static func write(text: String, _ bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes += [UInt8(ascii: "\\"), byte]
            } else if byte < 0x20 {
                bytes += (byte < 0x10 ? "\\u000" : "\\u00").utf8
                bytes += String(byte, radix: 16).utf8
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
