import RedshiftSQL
import TextSearch
import UTCTime

/// The type of the window's column. It determines the SQL literals of the window's bounds.
enum WindowColumnType: String, CaseIterable, Sendable, Codable {
    /// A time in UTC without a zone.
    case timestamp
    case timestamptz
    /// A day of the window's time zone.
    case date
    case epochSeconds = "epoch_seconds"
    case epochMilliseconds = "epoch_milliseconds"
    /// A whole number that only grows, such as an identity column.
    case integer
    /// A text that only grows when compared byte by byte, such as a log sequence number.
    case text

    /// `true` when the column contains times or days. Calendar windows can limit only such a column.
    var isTime: Bool { self != .integer && self != .text }

    /// Returns a time as a typed SQL literal. Redshift would read an untyped literal as the column's type, and a date
    /// would lose its hours.
    func literal(_ time: UTCTime, in zone: TimeZoneRules) -> String {
        let milliseconds = time.millisecondsSinceEpoch
        return switch self {
        case .timestamp, .integer, .text: "TIMESTAMP '\(Self.text(time))'"
        case .timestamptz: "TIMESTAMPTZ '\(Self.text(time))+00'"
        case .date: "DATE '\(Self.day(time, zone))'"
        case .epochSeconds: String(milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0))
        case .epochMilliseconds: String(milliseconds)
        }
    }

    static func literal(_ value: WatermarkValue) -> String {
        switch value {
        case .time(let time): WindowColumnType.timestamp.literal(time, in: .utc)
        case .integer(let number): String(number)
        case .text(let text): (try? SQLLiteral(text))?.description ?? "''"
        }
    }

    /// Formats a time as `2026-11-21 00:55:15`, with milliseconds when they are not zero.
    private static func text(_ time: UTCTime) -> String {
        let text = String(time.rfc3339.dropLast()).replacing(text: "T", with: " ")
        return text.hasSuffix(".000") ? String(text.dropLast(4)) : text
    }

    private static func day(_ time: UTCTime, _ zone: TimeZoneRules) -> String {
        (try? DatePattern("yyyy-MM-dd"))?.text(of: time, in: zone) ?? String(time.rfc3339.prefix(10))
    }
}
