public import UTCTime

/// The value of a placeholder.
public enum TemplateValue: Sendable, Equatable {
    case text(String)
    case date(UTCTime, TimeZoneRules)

    /// A date as a clock in UTC shows it.
    public static func date(_ time: UTCTime) -> TemplateValue { .date(time, .utc) }
}
