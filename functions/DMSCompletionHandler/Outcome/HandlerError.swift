import LambdaRuntime

/// The error that a caller gets instead of a report: for an input that cannot be read, and where the input asks for it
/// (`failUnlessPassed`). Step Functions' Retry and Catch choose by error types.
struct HandlerError: LambdaError, Equatable {
    let errorType: String
    let errorMessage: String

    init(errorType: String, errorMessage: String) {
        self.errorType = errorType
        self.errorMessage = errorMessage
    }

    /// The error of an input that no report can be made of.
    init(malformed reason: String) {
        self.init(errorType: "DMS.\(CheckOutcome.malformed.rawValue)", errorMessage: reason)
    }

    /// Throws the error that a direct caller gets where a queue would get its message back.
    ///
    /// - Parameter isAsked: anything but a pass is an error.
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
