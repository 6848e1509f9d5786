import LambdaRuntime

/// The error that a caller gets instead of a report. Its causes are an input that cannot be read, a check that must be
/// repeated, or, with `failUnlessPassed`, any outcome except a pass. Retry and Catch in Step Functions select by the
/// error type.
struct HandlerError: LambdaError, Equatable {
    let errorType: String
    let errorMessage: String

    init(errorType: String, errorMessage: String) {
        self.errorType = errorType
        self.errorMessage = errorMessage
    }

    /// Makes the error for an input that cannot be read.
    init(malformed reason: String) {
        self.init(errorType: "DMS.\(CheckOutcome.malformed.rawValue)", errorMessage: reason)
    }

    /// Throws an error when a report must not look like a success to a direct caller. For such a report, an SQS message
    /// would go back to its queue.
    ///
    /// - Parameter isAsked: `true` to throw for every outcome except a pass.
    /// - Throws: ``HandlerError``.
    static func throwIfNeeded(_ reports: [CheckReport], isAsked: Bool) throws(HandlerError) {
        if let report = reports.first(where: \.outcome.needsRedelivery) {
            throw HandlerError(errorType: "DMS.\(report.outcome.rawValue)", errorMessage: words(report))
        }
        guard isAsked, let report = reports.first(where: { !$0.isPassed }) else { return }
        throw HandlerError(errorType: errorType(report.outcome), errorMessage: words(report))
    }

    private static func errorType(_ outcome: CheckOutcome) -> String {
        switch outcome {
        case .quarantined, .partlyPassed, .undecided: "DMS.Quarantined"
        case .failed: "DMS.Failed"
        case .stale, .rechecking, .duplicate, .plannedStop: "DMS.NotYet"
        default: "DMS.\(outcome.rawValue)"
        }
    }

    private static func words(_ report: CheckReport) -> String {
        let tables = report.quarantinedTables.prefix(3).map { "\($0.table): \($0.reason)" }
        return (["\(report.migration): \(report.outcome.rawValue): \(report.reason)"] + tables).joined(separator: "; ")
    }
}

extension CheckReport {
    /// `true` for a success, also while a later step is still running.
    fileprivate var isPassed: Bool { outcome == .passed || outcome == .continuing }
}
