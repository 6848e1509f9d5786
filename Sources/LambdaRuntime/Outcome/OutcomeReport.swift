import Logging

/// The log line and the metrics of one outcome. Every function writes one report for each piece of work.
///
/// The line is `<subject>: <outcome>` with the fields `outcome`, `errorType`, `errorMessage`, `advice` and
/// `durationMs`, and the fields that the function adds. The metric is a count with the outcome's name.
public struct OutcomeReport<Outcome: InvocationOutcome>: Sendable {
    public var outcome: Outcome
    /// The subject of the work, in a word or two: `ObjectCreated:Put`, `export orders`.
    public var subject: String
    /// The error of the work. The line shows it as `errorType` and `errorMessage`.
    public var error: (any Error)?
    /// The duration of the work. It is logged in milliseconds with two decimals.
    public var duration: Duration?
    /// The advice about this error; it replaces the outcome's own advice.
    public var advice: String?

    /// The function's fields, in order. A dictionary is made of them only when the line is written.
    private var fields: [(name: String, value: Logger.MetadataValue)] = []
    private var measures: [(name: String, value: Double, unit: InvocationMetrics.Unit)] = []

    public init(_ outcome: Outcome, subject: String, error: (any Error)? = nil) {
        self.outcome = outcome
        self.subject = subject
        self.error = error
    }

    /// Adds a text field to the log line; `nil` adds nothing. The text must not be a secret.
    public mutating func add(_ name: String, _ value: String?) {
        if let value { fields.append((name, .string(value))) }
    }

    /// Adds a number to the log line; `nil` adds nothing. CloudWatch Logs Insights reads it as a number.
    public mutating func add(_ name: String, _ value: (some BinaryInteger & Sendable)?) {
        if let value { fields.append((name, .stringConvertible(Int64(clamping: value)))) }
    }

    /// Adds a metric in addition to the outcome's count; `nil` adds nothing.
    public mutating func measure(_ name: String, _ value: Double?, _ unit: InvocationMetrics.Unit) {
        if let value { measures.append((name, value, unit)) }
    }

    /// Returns `true` when the log line will be written. When it will not, the caller need not compute its fields.
    public func isLogged(by context: LambdaContext) -> Bool { outcome.level >= context.logger.logLevel }

    /// Writes the log line and the metrics.
    public func write(to context: LambdaContext) {
        context.metrics.add(outcome.name, 1)
        for measure in measures { context.metrics.add(measure.name, measure.value, measure.unit) }
        context.logger.log(level: outcome.level, "\(subject): \(outcome.name)", metadata: metadata)
    }

    private var metadata: Logger.Metadata {
        var fields = Logger.Metadata(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        fields["outcome"] = .string(outcome.name)
        if let advice = advice ?? outcome.advice { fields["advice"] = .string(advice) }
        if let duration {
            fields["durationMs"] = .stringConvertible((duration / .milliseconds(0.01)).rounded() / 100)
        }
        if let error {
            let report = ErrorReport(error)
            fields["errorType"] = .string(report.type)
            fields["errorMessage"] = .string(report.message)
        }
        return fields
    }
}
