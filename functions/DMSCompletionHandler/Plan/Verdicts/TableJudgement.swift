import AWSDMS

/// The verdict on one table, with the evidence for it. No I/O.
struct TableJudgement: Sendable, Equatable {
    enum Verdict: Sendable, Equatable {
        case passed
        case quarantined(String)
        case ignored
        /// The table's result is still unclear, for this reason. A later check judges it again.
        case recheck(String)
        case undecided(String)
    }

    let expected: ExpectedTable
    let policy: ComparePolicy
    let counts: TableCounts
    let verdict: Verdict

    init(_ expected: ExpectedTable, policy: ComparePolicy, counts: TableCounts, basis: RequiredEvidence) {
        self.expected = expected
        self.policy = policy
        self.counts = counts
        verdict = Self.verdict(expected, policy, counts, basis)
    }

    private static func verdict(
        _ expected: ExpectedTable,
        _ policy: ComparePolicy,
        _ counts: TableCounts,
        _ basis: RequiredEvidence
    ) -> Verdict {
        if policy.comparison == .ignore { return .ignored }
        guard let statistics = expected.statistics else {
            return .quarantined("the mappings select it, and DMS knows nothing of it")
        }
        switch TableStatisticsVerdict(statistics, freshStart: basis.freshStart) {
        case .broken(let reason): return .quarantined(reason)
        case .recheck(let reason): return .recheck(reason)
        case .undecided(let reason): return .undecided(reason)
        case .completed(let isValidated):
            if policy.comparison == .trustValidation, !isValidated {
                let state = statistics.validationState ?? "nothing"
                return .quarantined("DMS did not validate it: its validation says \(state)")
            }
        }
        if policy.counts {
            let fault =
                missingCount(expected, counts, basis) ?? difference(statistics, counts, policy, basis)
                ?? checksumDifference(counts, policy)
            if let fault { return .quarantined(fault) }
        }
        if basis.listsFiles {
            guard let files = counts.files else {
                return .quarantined("the files of the target were to be listed, and were not")
            }
            if let fault = fault(of: files, statistics.rows, basis) { return .quarantined(fault) }
        }
        return .passed
    }

    /// Returns the reason why a required count is missing; `nil` when no count is missing. Without that count the table
    /// does not pass.
    private static func missingCount(
        _ expected: ExpectedTable,
        _ counts: TableCounts,
        _ basis: RequiredEvidence
    ) -> String? {
        if basis.countsSource || basis.countsTarget, case .failure(let error) = expected.filters {
            return error.description
        }
        for (side, isCounted, name, result) in [
            ("source", basis.countsSource, expected.source, counts.source),
            ("target", basis.countsTarget, expected.target, counts.target),
        ] {
            switch result {
            case .failure(.missing): return "the \(side) has no table \(name)"
            case .failure(.impossible(let reason)): return "the \(side) cannot be counted: \(reason)"
            case nil: if isCounted { return "the \(side) was to be counted, and there is no count of it" }
            case .success: continue
            }
        }
        if basis.countsFiles {
            switch counts.files?.rows {
            case .success: return nil
            case .failure(.impossible(let reason)): return "the target's files cannot be counted: \(reason)"
            case .failure(.missing), nil: return "the target's files were to be counted, and there is no count of them"
            }
        }
        return nil
    }

    /// Returns the difference between the known counts as text; `nil` when every pair agrees. Source and target alone
    /// do not show rows that existed before the load.
    private static func difference(
        _ statistics: TableStatistics,
        _ counts: TableCounts,
        _ policy: ComparePolicy,
        _ basis: RequiredEvidence
    ) -> String? {
        let source = try? counts.source?.get().rows
        let target = try? counts.target?.get().rows
        var known: [(name: String, rows: Int64)] = []
        if let source { known.append(("source", source)) }
        if basis.loadsRows { known.append(("DMS", statistics.rows)) }
        if let target { known.append(("target", target)) }
        if basis.countsFiles, let rows = try? counts.files?.rows?.get() { known.append(("files", rows)) }
        if known.count < 2, basis.countsSource || basis.countsTarget {
            return
                "the task moves no rows by a full load, so that its \(known.first?.name ?? "count") has nothing to be "
                + "compared with: count the other side as well, or say trust_dms or trust_validation"
        }
        let rows = known.map(\.rows)
        guard let least = rows.min(), let most = rows.max() else { return nil }
        let allowance = policy.allowance(of: source ?? statistics.rows)
        let (spread, overflow) = most.subtractingReportingOverflow(least)
        guard overflow || spread > allowance else { return nil }
        let words = known.map { "\($0.name) \($0.rows)" }.joined(separator: ", ")
        let allowed = allowance > 0 ? ", where \(allowance) are allowed" : ""
        return "\(words) rows: a difference of \(spread)\(allowed)"
    }

    private static func checksumDifference(_ counts: TableCounts, _ policy: ComparePolicy) -> String? {
        guard policy.checksum != .none else { return nil }
        let source = try? counts.source?.get().checksum
        let target = try? counts.target?.get().checksum
        guard let source, let target else {
            return "a checksum of its keys is wanted, which needs PostgreSQL on both sides"
        }
        return source == target
            ? nil : "as many rows, but other keys: checksum \(source) on the source, \(target) on the target"
    }

    private static func fault(of files: TableCounts.Files, _ rows: Int64, _ basis: RequiredEvidence) -> String? {
        let count = files.files.count
        if rows > 0, count == 0 { return "DMS counted \(rows) rows, and there is no file of them" }
        if rows > 0, files.bytes == 0 { return "DMS counted \(rows) rows, and its \(count) files are empty" }
        if basis.isFullLoadOnly, files.leftovers > 0 {
            return "\(files.leftovers) of \(count) files are older than this load and would be read beside it"
        }
        return nil
    }
}
