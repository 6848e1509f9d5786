import PlanFile
import RedshiftSQL
import UTCTime

extension WindowPolicy {
    /// Reads `window:` of a plan: `{every: day, …}`, `{watermark: updated_at, …}`, or nothing.
    ///
    /// - Returns: `nil` when the field is invalid.
    static func read(_ plan: FieldReader) -> WindowPolicy? {
        guard plan.value("window", expected: "a mapping of fields")?.isExploration ?? false || plan.has("window") else {
            return WindowPolicy.none
        }
        return plan.mapping("window") { fields in
            let every = fields.choice("every", .optional, CalendarPeriod.self)
            let column = fields.text("watermark", expected: "a column's name", allowsPlaceholders: true)
            let zone = fields.timeZone("timezone")
            let lag = fields.duration("lag") ?? .zero
            let catchUp = fields.integer("catch_up", in: 0...1000)
            let type = fields.choice("type", .optional, WindowColumnType.self)
            let initial = fields.value("initial", expected: "what the first window begins with")
            let lookback = fields.value("lookback", expected: "a duration, or a whole number")
            _ = (initial?.isExploration ?? false) ? initial?.either(expected: "", scalar: { _ in true }) : nil
            _ = (lookback?.isExploration ?? false) ? lookback?.either(expected: "", scalar: { _ in true }) : nil
            switch fields.exactlyOne(of: ["every", "watermark"]) {
            case "every":
                for name in ["initial", "lookback", "type"] where fields.has(name) {
                    fields.refuse(name, "is for a watermark; a window of the calendar has none")
                }
                guard let every else { return nil }
                if every == .hour, let zone, zone != .utc {
                    fields.refuse("timezone", "cannot be with every: hour, whose windows and places are in UTC")
                }
                return .every(CalendarWindow(period: every, zone: zone ?? .utc, lag: lag, catchUp: catchUp ?? 7))
            case "watermark":
                return watermark(fields, column, type ?? .timestamp, zone, lag, initial, lookback)
            default: return nil
            }
        }
    }

    private static func watermark(
        _ fields: FieldReader,
        _ column: String?,
        _ type: WindowColumnType,
        _ zone: TimeZoneRules?,
        _ lag: Duration,
        _ initial: PlanValueReader?,
        _ lookback: PlanValueReader?
    ) -> WindowPolicy? {
        if fields.has("catch_up") {
            fields.refuse(
                "catch_up",
                "is for windows of the calendar; the next window by watermark covers what was missed"
            )
        }
        if zone != nil, type != .date {
            fields.refuse("timezone", "is for windows of the calendar, and for type: date")
        }
        if !type.isTime, fields.has("lag") { fields.refuse("lag", "is for times; type: \(type.rawValue) has none") }
        var name: SQLIdentifier?
        if let column {
            do throws(SQLProblem) { name = try SQLIdentifier(column) } catch { fields.refuse("watermark", "\(error)") }
        }
        guard let name, let start = readInitial(initial, type, fields) else { return nil }
        return .watermark(
            WatermarkPolicy(
                column: name,
                type: type,
                initial: start,
                lag: lag,
                lookback: readLookback(lookback, type),
                zone: zone ?? .utc
            )
        )
    }

    private static func readInitial(_ initial: PlanValueReader?, _ type: WindowColumnType, _ fields: FieldReader)
        -> WatermarkValue?
    {
        guard let initial else {
            fields.refuse("initial", "is missing; expected what the first window begins with")
            return nil
        }
        switch type {
        case .integer: return initial.integer(in: Int.min...Int.max).map { .integer(Int64($0)) }
        case .text: return initial.anyText().map { .text($0) }
        default: return initial.instant().map { .time($0) }
        }
    }

    private static func readLookback(_ lookback: PlanValueReader?, _ type: WindowColumnType) -> WatermarkPolicy
        .Lookback?
    {
        guard let lookback else { return nil }
        switch type {
        case .integer: return lookback.integer(in: 1...Int.max).map { .count(Int64($0)) }
        case .text:
            lookback.refuse("cannot be with type: text, from which nothing can be taken away")
            return nil
        default: return lookback.duration(in: .seconds(1) ... .seconds(366 * 86_400)).map { .duration($0) }
        }
    }
}
