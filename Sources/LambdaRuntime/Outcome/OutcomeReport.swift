import Logging

/// The log line and the metrics of one outcome: every function writes one for each piece of work.
///
/// The line is `<subject>: <outcome>` with the fields `outcome`, `errorType`, `errorMessage`, `advice`, `durationMs` and the
/// function's own. The metric is a count named as the outcome.
public struct OutcomeReport<Outcome: InvocationOutcome>: Sendable {
    public var outcome: Outcome
    /// The thing the work was about, in a word or two: `ObjectCreated:Put`, `export orders`.
    public var subject: String
    /// Shown as `errorType` and `errorMessage`.
    public var error: (any Error)?
    /// Time the work took; logged in milliseconds, to a hundredth.
    public var duration: Duration?
    /// Advice about this error, in place of the outcome's own.
    public var advice: String?

    /// The fields in order; a dictionary is made of them only when the line is written.
    private var fields: [(name: String, value: Logger.MetadataValue)] = []
    private var measures: [(name: String, value: Double, unit: InvocationMetrics.Unit)] = []

    public init(_ outcome: Outcome, subject: String, error: (any Error)? = nil) {
        self.outcome = outcome
        self.subject = subject
        self.error = error
    }

    /// Adds a field of text to the line; `nil` adds none. No secrets.
    public mutating func add(_ name: String, _ value: String?) {
        if let value { fields.append((name, .string(value))) }
    }

    /// Adds a number to the line, which stays a number for CloudWatch Logs Insights; `nil` adds none.
    public mutating func add(_ name: String, _ value: (some BinaryInteger & Sendable)?) {
        if let value { fields.append((name, .stringConvertible(Int64(clamping: value)))) }
    }

    /// Adds a metric beside the outcome's count; `nil` adds none.
    public mutating func measure(_ name: String, _ value: Double?, _ unit: InvocationMetrics.Unit) {
        if let value { measures.append((name, value, unit)) }
    }

    /// Returns `true` when the line will be written; otherwise its fields need not be made.
    public func isLogged(by context: LambdaContext) -> Bool { outcome.level >= context.logger.logLevel }

    /// Writes the line and the metrics.
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
