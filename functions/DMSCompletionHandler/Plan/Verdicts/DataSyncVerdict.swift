import AWSDataSync

/// Judges a DataSync execution's end by every field that can contradict a success (EVIDENCE.md). No I/O.
enum DataSyncVerdict: Sendable, Equatable {
    case passed
    /// DataSync reports SUCCESS, but another field of the execution contradicts it.
    case quarantined(String)
    case failed(String)
    case running
    case recheck(String)
    case undecided(String)

    init(_ execution: TaskExecution) {
        switch execution.status {
        case "SUCCESS": self = Self.ofSuccess(execution)
        case "ERROR": self = .failed(Self.words(execution))
        case "QUEUED", "LAUNCHING", "PREPARING", "TRANSFERRING", "VERIFYING", "CANCELLING": self = .running
        default: self = .undecided("the status \"\(execution.status ?? "")\" is not known")
        }
    }

    private static func ofSuccess(_ execution: TaskExecution) -> DataSyncVerdict {
        guard let result = execution.result else { return .recheck("DataSync gives no result yet") }
        if let verdict = ofPhases(result, execution) { return verdict }
        if let code = result.errorCode, !code.isEmpty { return .quarantined(words(execution)) }
        for (what, failed) in [("files", execution.filesFailed), ("folders", execution.foldersFailed)] {
            guard let failed, failed.total > 0 else { continue }
            // A folder that could not be listed hides its files from every other count.
            return .quarantined("\(failed.total) \(what) failed (\(phases(failed)))")
        }
        for (fewer, done, more, planned) in shortfalls(execution) {
            guard let done, let planned, done < planned else { continue }
            return .quarantined("DataSync \(fewer) \(done) of \(planned) \(more)")
        }
        return .passed
    }

    private static func ofPhases(_ result: TaskExecution.Result, _ execution: TaskExecution) -> DataSyncVerdict? {
        let isVerified = execution.verifyMode.map { $0 != "NONE" } ?? false
        for (phase, status, isNeeded) in [
            ("prepare", result.prepareStatus, false), ("transfer", result.transferStatus, true),
            ("verify", result.verifyStatus, isVerified),
        ] {
            switch status {
            case "SUCCESS", nil: continue
            case "ERROR": return .quarantined("the phase \(phase) ended with an error: \(words(execution))")
            // A phase that is switched off stays pending.
            case "PENDING": if isNeeded { return .recheck("DataSync shows the phase \(phase) as pending") }
            case let status?: return .undecided("the status \"\(status)\" of the phase \(phase) is not known")
            }
        }
        return nil
    }

    /// Returns pairs of counts to compare: the first count of a pair must not be smaller than the second.
    private static func shortfalls(_ execution: TaskExecution) -> [(String, Int64?, String, Int64?)] {
        // Directories are not always verified, and only enhanced mode does not count them as files.
        let isVerified = execution.mode == "ENHANCED" && execution.verifyMode.map { $0 != "NONE" } ?? false
        return [
            ("transferred", execution.filesTransferred, "files that it expected to", execution.estimatedFiles),
            ("transferred", execution.filesTransferred, "files that it prepared", execution.filesPrepared),
            ("transferred", execution.foldersTransferred, "folders that it expected to", execution.estimatedFolders),
            ("transferred", execution.foldersTransferred, "folders that it prepared", execution.foldersPrepared),
            ("deleted", execution.filesDeleted, "files that it expected to", execution.estimatedFilesToDelete),
            ("deleted", execution.foldersDeleted, "folders that it expected to", execution.estimatedFoldersToDelete),
            (
                "verified", isVerified ? execution.filesVerified : nil, "files that it transferred",
                execution.filesTransferred
            ),
        ]
    }

    private static func phases(_ failed: TaskExecution.Failed) -> String {
        let phases = [
            ("list", failed.list), ("prepare", failed.prepare), ("transfer", failed.transfer),
            ("verify", failed.verify),
            ("delete", failed.delete),
        ]
        return phases.compactMap { name, count in count.flatMap { $0 > 0 ? "\(name) \($0)" : nil } }
            .joined(separator: ", ")
    }

    private static func words(_ execution: TaskExecution) -> String {
        let code = execution.result?.errorCode ?? "no error code"
        let detail = execution.result?.errorDetail.map { ": \($0.prefix(1000))" } ?? ""
        return "DataSync says \(code)\(detail)"
    }
}
