extension ScriptedSQLServer {
    /// A column, and how its values are written.
    public enum Column: Sendable {
        case int(String)
        case bigint(String)
        /// Nullable.
        case intN(String)
        case nvarchar(String)
        case nvarcharMax(String)
    }

    public enum Value: Sendable {
        case null
        case number(Int64)
        case text(String)
    }

    public static func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }

    static func little(_ value: Int64, bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
    }

    /// The end of an answer.
    public static let done = done(status: 0)

    public static func done(status: UInt16) -> [UInt8] {
        [0xFD] + little(Int64(status), bytes: 2) + [0xC1, 0] + [UInt8](repeating: 0, count: 8)
    }

    public static func error(_ number: Int32, _ message: String) -> [UInt8] {
        let text = utf16(message)
        let body =
            little(Int64(number), bytes: 4) + [1, 14] + little(Int64(message.utf16.count), bytes: 2) + text + [0, 0]
            + [1, 0, 0, 0]
        return [0xAA] + little(Int64(body.count), bytes: 2) + body + done(status: 2)
    }

    public static func info(_ message: String) -> [UInt8] {
        let body =
            [0x45, 0x16, 0, 0, 1, 0] + little(Int64(message.utf16.count), bytes: 2) + utf16(message) + [0, 0]
            + [1, 0, 0, 0]
        return [0xAB] + little(Int64(body.count), bytes: 2) + body
    }

    public static let loginAcknowledgement: [UInt8] = {
        let name = utf16("Microsoft SQL Server\0\0")
        let body = [1, 0x74, 0, 0, 4, UInt8(name.count / 2)] + name + [15, 0, 0x07, 0xD0]
        return environmentChange(1, "example", "master") + info("Changed database context to 'example'.")
            + [0xAD] + little(Int64(body.count), bytes: 2) + body + environmentChange(4, "8192", "4096")
    }()

    public static func environmentChange(_ kind: UInt8, _ new: String, _ old: String) -> [UInt8] {
        let body = [kind, UInt8(new.utf16.count)] + utf16(new) + [UInt8(old.utf16.count)] + utf16(old)
        return [0xE3] + little(Int64(body.count), bytes: 2) + body
    }

    /// A gateway's answer to a login: go there instead.
    public static func route(to host: String, _ port: Int) -> [UInt8] {
        let value = [0] + little(Int64(port), bytes: 2) + little(Int64(host.utf16.count), bytes: 2) + utf16(host)
        let body = [20] + little(Int64(value.count), bytes: 2) + value + [0, 0]
        return [0xE3] + little(Int64(body.count), bytes: 2) + body
    }

    private static let collation: [UInt8] = [0x09, 0x04, 0xD0, 0x00, 0x34]

    public static func columns(_ columns: [Column]) -> [UInt8] {
        var bytes: [UInt8] = [0x81] + little(Int64(columns.count), bytes: 2)
        for column in columns {
            bytes += [0, 0, 0, 0, 9, 0]
            let name: String
            switch column {
            case .int(let text):
                bytes += [0x38]
                name = text
            case .bigint(let text):
                bytes += [0x7F]
                name = text
            case .intN(let text):
                bytes += [0x26, 4]
                name = text
            case .nvarchar(let text):
                bytes += [0xE7, 0x00, 0x01] + collation
                name = text
            case .nvarcharMax(let text):
                bytes += [0xE7, 0xFF, 0xFF] + collation
                name = text
            }
            bytes += [UInt8(name.utf16.count)] + utf16(name)
        }
        return bytes
    }

    /// Values with their NULLs in a bitmap when the row is compressed.
    public static func row(_ columns: [Column], _ values: [Value], compressed: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = [compressed ? 0xD2 : 0xD1]
        if compressed {
            var bitmap = [UInt8](repeating: 0, count: (values.count + 7) / 8)
            for (index, value) in values.enumerated() {
                if case .null = value { bitmap[index / 8] |= 1 << UInt8(index % 8) }
            }
            bytes += bitmap
        }
        for (column, value) in zip(columns, values) {
            if compressed, case .null = value { continue }
            switch (column, value) {
            case (.int, .number(let number)): bytes += little(number, bytes: 4)
            case (.bigint, .number(let number)): bytes += little(number, bytes: 8)
            case (.intN, .number(let number)): bytes += [4] + little(number, bytes: 4)
            case (.intN, _): bytes += [0]
            case (.nvarchar, .text(let text)):
                bytes += little(Int64(text.utf16.count * 2), bytes: 2) + utf16(text)
            case (.nvarchar, _): bytes += [0xFF, 0xFF]
            case (.nvarcharMax, .text(let text)):
                let content = utf16(text)
                // In two chunks, of which the first ends within a character pair's half.
                let first = content.prefix(content.count / 2)
                let second = content.dropFirst(first.count)
                bytes += [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
                for part in [first, second] where !part.isEmpty {
                    bytes += little(Int64(part.count), bytes: 4) + part
                }
                bytes += [0, 0, 0, 0]
            case (.nvarcharMax, _): bytes += [UInt8](repeating: 0xFF, count: 8)
            default: break
            }
        }
        return bytes
    }

    /// A whole answer.
    public static func table(_ columns: [Column], _ rows: [[Value]]) -> [UInt8] {
        self.columns(columns) + rows.flatMap { row(columns, $0) } + done(status: 0x10)
    }
}
