import AWSDMS

/// The verdict on a whole migration. It follows from the findings of the tables and from the release policy. No I/O.
enum MigrationVerdict: Sendable, Equatable {
    case passed
    /// Some tables are released; the others are quarantined.
    case partlyPassed(String)
    case quarantined(String)
    case recheck(String)
    case undecided(String)

    /// - Parameter progress: DMS's own numbers of tables, which must agree with the tables that DMS shows.
    init(_ findings: [TableJudgement], policy: HoldBackScope, progress: ReplicationProgress) {
        var quarantined: [TableJudgement] = []
        var passed = 0
        var rechecks: [String] = []
        var undecided: [String] = []
        for finding in findings {
            switch finding.verdict {
            case .passed: passed += 1
            case .quarantined: quarantined.append(finding)
            case .ignored: continue
            case .recheck(let reason): rechecks.append("\(finding.expected.source): \(reason)")
            case .undecided(let reason): undecided.append("\(finding.expected.source): \(reason)")
            }
        }
        if !undecided.isEmpty {
            self = .undecided(Self.list(undecided))
        } else if !rechecks.isEmpty {
            self = .recheck(Self.list(rechecks))
        } else if let reason = Self.hidden(findings, progress) {
            self = .quarantined(reason)
        } else if passed == 0, quarantined.isEmpty {
            self = .quarantined("not one table was loaded")
        } else if quarantined.isEmpty {
            self = .passed
        } else {
            let words = "\(quarantined.count) of \(quarantined.count + passed) tables are quarantined"
            self = policy == .table && passed > 0 ? .partlyPassed(words) : .quarantined(words)
        }
    }

    /// Returns a reason for quarantine when DMS counts more tables, loaded or with errors, than it shows; otherwise
    /// `nil`.
    private static func hidden(_ findings: [TableJudgement], _ progress: ReplicationProgress) -> String? {
        let shown = findings.filter { $0.expected.statistics != nil }
        let broken = shown.filter { !$0.isCompletedInDMS }.count
        if let errored = progress.tablesErrored, errored > broken {
            return "DMS counts \(errored) tables with errors, and only \(broken) of them show"
        }
        if let loaded = progress.tablesLoaded, loaded > shown.count {
            return "DMS counts \(loaded) loaded tables, and only \(shown.count) of them show"
        }
        return nil
    }

    private static func list(_ reasons: [String]) -> String {
        let rest = reasons.count > 3 ? " and \(reasons.count - 3) more" : ""
        return reasons.prefix(3).joined(separator: "; ") + rest
    }
}

extension TableJudgement {
    fileprivate var isCompletedInDMS: Bool {
        guard let statistics = expected.statistics else { return true }
        if case .completed = TableStatisticsVerdict(statistics) { return true }
        return false
    }
}
