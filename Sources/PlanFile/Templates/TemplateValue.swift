public import UTCTime

/// The value of a placeholder.
public enum TemplateValue: Sendable, Equatable {
    case text(String)
    case date(UTCTime, TimeZoneRules)

    /// Makes the value of a date that is shown in UTC.
    public static func date(_ time: UTCTime) -> TemplateValue { .date(time, .utc) }
}
