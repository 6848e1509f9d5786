/// What is found of a whole migration: the findings of its tables, put through the gate. No I/O.
enum MigrationVerdict: Sendable, Equatable {
    case passed
    /// Some tables may go on; the others are held.
    case partlyPassed(String)
    case held(String)
    case failed(String)
    case recheck(String)
    case undecided(String)

    /// - Parameter tablesErrored: DMS's own count of broken tables, which must be among those that show.
    init(_ findings: [TableFinding], gate: Gate, tablesErrored: Int?) {
        var held: [TableFinding] = []
        var passed = 0
        var rechecks: [String] = []
        var undecided: [String] = []
        for finding in findings {
            switch finding.verdict {
            case .passed: passed += 1
            case .held: held.append(finding)
            case .ignored: continue
            case .recheck(let reason): rechecks.append("\(finding.expected.source): \(reason)")
            case .undecided(let reason): undecided.append("\(finding.expected.source): \(reason)")
            }
        }
        let visible = findings.filter { !$0.isCompletedInDMS }.count
        if !undecided.isEmpty {
            self = .undecided(Self.list(undecided))
        } else if !rechecks.isEmpty {
            self = .recheck(Self.list(rechecks))
        } else if let tablesErrored, tablesErrored > visible {
            self = .held("DMS counts \(tablesErrored) tables with errors, and only \(visible) of them show")
        } else if passed == 0, held.isEmpty {
            self = .held("not one table was loaded")
        } else if held.isEmpty {
            self = .passed
        } else {
            let words = "\(held.count) of \(held.count + passed) tables are held"
            self = gate == .table && passed > 0 ? .partlyPassed(words) : .held(words)
        }
    }

    private static func list(_ reasons: [String]) -> String {
        let rest = reasons.count > 3 ? " and \(reasons.count - 3) more" : ""
        return reasons.prefix(3).joined(separator: "; ") + rest
    }
}

extension TableFinding {
    fileprivate var isCompletedInDMS: Bool {
        guard let statistics = expected.statistics else { return true }
        if case .completed = TableVerdict(statistics) { return true }
        return false
    }
}
