public import Logging

/// The result of one piece of work, as people and alarms see it. Each function has an enumeration of its own:
///
/// ```swift
/// enum CopyOutcome: String, InvocationOutcome { case copied = "Copied", denied = "Denied" … }
/// ```
///
/// The raw value is the name in the log, the metric's name and the row of the README's table.
public protocol InvocationOutcome: Sendable, Equatable, CaseIterable, RawRepresentable<String> {
    /// The level of the log line. The alarms of the templates count the level `.error`.
    var level: Logger.Level { get }

    /// One sentence that tells the person on call what to do; `nil` when there is nothing to do. It begins with a verb
    /// and has no full stop.
    var advice: String? { get }

    /// The handling of the queue's message, unless the plan sets a different handling.
    var disposition: MessageDisposition { get }
}

extension InvocationOutcome {
    public var name: String { rawValue }
    public var disposition: MessageDisposition { .ack }
}
