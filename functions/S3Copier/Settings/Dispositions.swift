import LambdaRuntime

/// Which outcome leads to what, as configured.
struct Dispositions: Sendable {
    private let chosen: [CopyOutcome: Disposition]
    /// Archived sources are asked for instead of given up.
    let restoresArchived: Bool

    /// The outcomes somebody may decide about, and what happens when nobody does.
    private static let settings: [(outcome: CopyOutcome, name: String, standard: Word)] = [
        (.sourceGone, "ON_SOURCE_GONE", .dlq),
        (.denied, "ON_DENIED", .dlq),
        (.throttled, "ON_THROTTLED", .retry),
        (.tooLarge, "ON_TOO_LARGE", .dlq),
        (.loopRefused, "ON_LOOP", .dlq),
        (.unknownBucket, "ON_UNKNOWN_BUCKET", .dlq),
        (.malformed, "ON_MALFORMED", .dlq),
        (.failed, "ON_FAILED", .retry),
    ]

    private enum Word: String, CaseIterable {
        case ack, retry, dlq
    }

    private enum OnArchived: String, CaseIterable {
        case ack, retry, dlq, restore
    }

    /// - Throws: `SettingError` naming the setting.
    init(_ environment: Environment) throws(SettingError) {
        var chosen: [CopyOutcome: Disposition] = [.unfinished: .retry(), .busy: .retry()]
        for (outcome, name, standard) in Self.settings {
            let word: Word = try environment.choice(name, default: standard)
            chosen[outcome] = Disposition(word: word.rawValue)
        }
        let onArchived: OnArchived = try environment.choice("ON_ARCHIVED", default: .dlq)
        restoresArchived = onArchived == .restore
        chosen[.archived] = Disposition(word: onArchived.rawValue) ?? .dlq
        self.chosen = chosen
    }

    /// Every other outcome is one that leaves nothing to do.
    subscript(outcome: CopyOutcome) -> Disposition { chosen[outcome] ?? .ack }
}
