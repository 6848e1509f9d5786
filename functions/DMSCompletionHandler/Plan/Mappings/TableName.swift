/// A table's name with its schema. Names are compared byte by byte, as databases do; to `String`, two spellings of é
/// are one name.
struct TableName: Sendable, Hashable, Comparable, CustomStringConvertible {
    let schema: String
    let table: String

    init(_ schema: String, _ table: String) {
        self.schema = schema
        self.table = table
    }

    /// Reads `schema.table`, where a dot inside a name is written `\.` and a backslash `\\`. `nil` for anything else.
    init?(text: String) {
        var parts: [String.UnicodeScalarView] = [.init()]
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                guard scalar == "." || scalar == "\\" else { return nil }
                parts[parts.count - 1].append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "." {
                parts.append(.init())
            } else {
                parts[parts.count - 1].append(scalar)
            }
        }
        guard !isEscaped, parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(String(parts[0]), String(parts[1]))
    }

    /// The name as text, in the form that ``init(text:)`` reads.
    var description: String { "\(Self.escaped(schema)).\(Self.escaped(table))" }

    private static func escaped(_ name: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            if scalar == "." || scalar == "\\" { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }

    /// Returns the S3 folder into which DMS writes the table's files. The folder ends in a slash.
    /// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html
    ///
    /// - Parameter prefix: DMS's bucket folder, without slashes at its ends; may be empty.
    func folder(under prefix: String) -> String { "\(prefix.isEmpty ? "" : "\(prefix)/")\(schema)/\(table)/" }

    static func == (left: TableName, right: TableName) -> Bool {
        left.schema.utf8.elementsEqual(right.schema.utf8) && left.table.utf8.elementsEqual(right.table.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in schema.utf8 { hasher.combine(byte) }
        hasher.combine(UInt8(0))
        for byte in table.utf8 { hasher.combine(byte) }
    }

    static func < (left: TableName, right: TableName) -> Bool {
        left.schema.utf8.elementsEqual(right.schema.utf8)
            ? left.table.utf8.lexicographicallyPrecedes(right.table.utf8)
            : left.schema.utf8.lexicographicallyPrecedes(right.schema.utf8)
    }
}
