import UTCTime

/// The value of a watermark: a time, or the greatest value of the export's column so far.
enum WatermarkValue: Sendable, Equatable, Comparable, CustomStringConvertible {
    case time(UTCTime)
    case integer(Int64)
    /// A text. It is compared byte by byte, as Redshift does unless a column has another collation.
    case text(String)

    static func < (one: WatermarkValue, other: WatermarkValue) -> Bool {
        switch (one, other) {
        case (.time(let one), .time(let other)): one < other
        case (.integer(let one), .integer(let other)): one < other
        case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
        // Of another kind: the plan has changed its column's type, and neither is before the other.
        default: false
        }
    }

    static func == (one: WatermarkValue, other: WatermarkValue) -> Bool {
        switch (one, other) {
        case (.time(let one), .time(let other)): one == other
        case (.integer(let one), .integer(let other)): one == other
        case (.text(let one), .text(let other)): one.utf8.elementsEqual(other.utf8)
        default: false
        }
    }

    /// Returns `true` when both values are of the same kind.
    func isComparable(with other: WatermarkValue) -> Bool {
        switch (self, other) {
        case (.time, .time), (.integer, .integer), (.text, .text): true
        default: false
        }
    }

    var description: String {
        switch self {
        case .time(let time): time.rfc3339
        case .integer(let number): "\(number)"
        case .text(let text): "\"\(text)\""
        }
    }
}

extension WatermarkValue: Codable {
    private enum Member: String, CodingKey { case time, integer, text }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        switch self {
        case .time(let time): try container.encode(time, forKey: .time)
        case .integer(let number): try container.encode(number, forKey: .integer)
        case .text(let text): try container.encode(text, forKey: .text)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        if let time = try container.decodeIfPresent(UTCTime.self, forKey: .time) {
            self = .time(time)
        } else if let number = try container.decodeIfPresent(Int64.self, forKey: .integer) {
            self = .integer(number)
        } else {
            self = .text(try container.decode(String.self, forKey: .text))
        }
    }
}
