/// A column's type, by its name in Redshift.
/// https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html
public struct SQLType: Sendable, Hashable, CustomStringConvertible {
    public enum Family: Sendable, Hashable {
        case integer, decimal, float, boolean, text, date, time, timestamp, semistructured, binary
    }

    public static let rule =
        "smallint, integer, bigint, decimal(p,s), real, double precision, boolean, char(n), varchar(n), date, time, timestamp, timestamptz, super or varbyte(n)"

    /// The type's text in a statement: `decimal(12,2)`.
    public let description: String
    public let family: Family

    private static let plain: [String: (text: String, family: Family)] = [
        "smallint": ("smallint", .integer), "int2": ("smallint", .integer), "integer": ("integer", .integer),
        "int": ("integer", .integer), "int4": ("integer", .integer), "bigint": ("bigint", .integer),
        "int8": ("bigint", .integer), "real": ("real", .float), "float4": ("real", .float),
        "double precision": ("double precision", .float), "float8": ("double precision", .float),
        "float": ("double precision", .float), "boolean": ("boolean", .boolean), "bool": ("boolean", .boolean),
        "date": ("date", .date), "time": ("time", .time), "timestamp": ("timestamp", .timestamp),
        "timestamptz": ("timestamptz", .timestamp), "super": ("super", .semistructured),
    ]
    /// Types that take a length, with the longest length of each.
    private static let sized: [String: (text: String, family: Family, longest: Int)] = [
        "char": ("char", .text, 4096), "character": ("char", .text, 4096), "varchar": ("varchar", .text, 65_535),
        "character varying": ("varchar", .text, 65_535), "varbyte": ("varbyte", .binary, 1_024_000),
    ]

    static let bigint = SQLType("bigint", .integer)
    static let integer = SQLType("integer", .integer)
    static let boolean = SQLType("boolean", .boolean)
    static let timestamp = SQLType("timestamp", .timestamp)
    static let longText = SQLType("varchar(65535)", .text)

    init(text description: String, family: Family) { self.init(description, family) }

    private init(_ description: String, _ family: Family) {
        self.description = description
        self.family = family
    }

    /// - Throws: ``SQLProblem`` for a text that is not one of the types in ``rule``, and for a length that Redshift
    ///   does not accept.
    public init(_ text: String) throws(SQLProblem) {
        let words = text.lowercased().split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
        let name = String(words.prefix { $0 != "(" }).trimmed
        if let known = Self.plain[name], !words.utf8.contains(UInt8(ascii: "(")) {
            (description, family) = known
            return
        }
        let numbers = try Self.numbers(words, of: text)
        if let known = Self.sized[name], numbers.count == 1, (1...known.longest).contains(numbers[0]) {
            (description, family) = ("\(known.text)(\(numbers[0]))", known.family)
            return
        }
        if name == "decimal" || name == "numeric", numbers.count == 2, (1...38).contains(numbers[0]),
            (0...numbers[0]).contains(numbers[1])
        {
            (description, family) = ("decimal(\(numbers[0]),\(numbers[1]))", .decimal)
            return
        }
        throw SQLProblem("\"\(text)\" is not a type; expected \(Self.rule)")
    }

    private static func numbers(_ words: String, of text: String) throws(SQLProblem) -> [Int] {
        guard let open = words.firstIndex(of: "("), words.last == ")" else { return [] }
        let inner = words[words.index(after: open)..<words.index(before: words.endIndex)]
        var numbers: [Int] = []
        for part in inner.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(String(part).trimmed), number >= 0 else {
                throw SQLProblem("\"\(text)\" is not a type; expected \(rule)")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// `true` when `=`, DISTINCT and GROUP BY can compare values of the type.
    public var isComparable: Bool { family != .semistructured }

    /// A literal of this type. A hash join uses the literal in place of NULL, and compares NULL separately.
    var placeholder: String {
        switch family {
        case .integer, .decimal, .float: "0"
        case .boolean: "false"
        case .date, .timestamp: "CAST('2000-01-01' AS \(description))"
        case .time: "CAST('00:00:00' AS time)"
        case .text, .semistructured, .binary: "''"
        }
    }

    /// Returns an expression that converts a value to text, with the same result in every session. The hash of a
    /// surrogate key is computed from this text.
    ///
    /// - Parameter value: a quoted column name.
    func text(of value: String) -> String {
        switch family {
        case .text, .semistructured, .binary: value
        case .boolean: "CASE WHEN \(value) THEN 't' ELSE 'f' END"
        case .date: "TO_CHAR(\(value), 'YYYYMMDD')"
        case .timestamp: "TO_CHAR(\(value), 'YYYYMMDDHH24MISSUS')"
        case .integer, .decimal, .float, .time: "CAST(\(value) AS varchar(64))"
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        let bytes = Substring(self).drop { $0 == " " }
        return String(bytes.reversed().drop { $0 == " " }.reversed())
    }
}
