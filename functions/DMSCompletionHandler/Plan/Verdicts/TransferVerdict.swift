import AWSDataSync

/// What a DataSync execution's end means. No I/O.
enum TransferVerdict: Sendable, Equatable {
    case passed
    /// DataSync calls it a success, and it is not one.
    case held(String)
    case failed(String)
    case running
    case undecided(String)

    init(_ execution: TaskExecution) {
        switch execution.status {
        case "SUCCESS": self = Self.ofSuccess(execution)
        case "ERROR": self = .failed(Self.words(execution))
        case "QUEUED", "LAUNCHING", "PREPARING", "TRANSFERRING", "VERIFYING", "CANCELLING": self = .running
        default: self = .undecided("the status \"\(execution.status ?? "")\" is not known")
        }
    }

    private static func ofSuccess(_ execution: TaskExecution) -> TransferVerdict {
        guard let result = execution.result else { return .undecided("DataSync gives no result yet") }
        for (phase, status) in [
            ("prepare", result.PrepareStatus), ("transfer", result.TransferStatus), ("verify", result.VerifyStatus),
        ] where status == "ERROR" {
            return .held("the phase \(phase) ended with an error: \(words(execution))")
        }
        let failed = execution.filesFailed.map {
            [$0.Prepare, $0.Transfer, $0.Verify, $0.Delete].reduce(Int64(0)) { $0.addingReportingOverflow($1 ?? 0).0 }
        }
        if let failed, failed > 0 { return .held("\(failed) files failed") }
        if let code = result.ErrorCode, !code.isEmpty { return .held(words(execution)) }
        return .passed
    }

    private static func words(_ execution: TaskExecution) -> String {
        let code = execution.result?.ErrorCode ?? "no error code"
        let detail = execution.result?.ErrorDetail.map { ": \($0.prefix(1000))" } ?? ""
        return "DataSync says \(code)\(detail)"
    }
}
