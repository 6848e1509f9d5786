/// What is found of one table, with everything known about it. No I/O.
struct TableFinding: Sendable, Equatable {
    enum Verdict: Sendable, Equatable {
        case passed
        case held(String)
        case ignored
        /// Not decidable now.
        case recheck(String)
        case undecided(String)
    }

    let expected: ExpectedTable
    let policy: ComparePolicy
    let counts: TableCounts
    let verdict: Verdict

    /// - Parameter isFullLoadOnly: then every file belongs to this load, and an older one would be read beside it.
    init(_ expected: ExpectedTable, policy: ComparePolicy, counts: TableCounts, isFullLoadOnly: Bool) {
        self.expected = expected
        self.policy = policy
        self.counts = counts
        verdict = Self.verdict(expected, policy, counts, isFullLoadOnly)
    }

    private static func verdict(
        _ expected: ExpectedTable,
        _ policy: ComparePolicy,
        _ counts: TableCounts,
        _ isFullLoadOnly: Bool
    ) -> Verdict {
        if policy.comparison == .ignore { return .ignored }
        guard let statistics = expected.statistics else {
            return .held("the mappings select it, and DMS knows nothing of it")
        }
        switch TableVerdict(statistics) {
        case .broken(let reason): return .held(reason)
        case .recheck(let reason): return .recheck(reason)
        case .undecided(let reason): return .undecided(reason)
        case .completed: break
        }
        if let reason = impossibility(expected, counts) { return .held(reason) }
        if let reason = difference(statistics.rows, counts, policy) { return .held(reason) }
        if let reason = checksumDifference(counts, policy) { return .held(reason) }
        if let files = counts.files, let reason = fault(of: files, statistics.rows, isFullLoadOnly) {
            return .held(reason)
        }
        return .passed
    }

    private static func impossibility(_ expected: ExpectedTable, _ counts: TableCounts) -> String? {
        if counts.source != nil, case .failure(let error) = expected.filters { return error.description }
        for (side, result) in [("source", counts.source), ("target", counts.target)] {
            switch result {
            case .failure(.missing):
                let name = side == "source" ? expected.source : expected.target
                return "the \(side) has no table \(name)"
            case .failure(.impossible(let reason)): return "the \(side) cannot be counted: \(reason)"
            case .success, nil: continue
            }
        }
        return nil
    }

    /// Every two of the counts that are known must agree: source and target alone do not see rows that were there before.
    private static func difference(_ dms: Int64, _ counts: TableCounts, _ policy: ComparePolicy) -> String? {
        let source = try? counts.source?.get().rows
        let target = try? counts.target?.get().rows
        var known = [dms]
        if let source { known.append(source) }
        if let target { known.append(target) }
        let allowance = policy.allowance(of: source ?? dms)
        let (least, most) = (known.min() ?? 0, known.max() ?? 0)
        let (spread, overflow) = most.subtractingReportingOverflow(least)
        guard overflow || spread > allowance else { return nil }
        var words = ["DMS \(dms)"]
        if let source { words.insert("source \(source)", at: 0) }
        if let target { words.append("target \(target)") }
        let allowed = allowance > 0 ? ", where \(allowance) are allowed" : ""
        return "\(words.joined(separator: ", ")) rows: a difference of \(spread)\(allowed)"
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

    private static func fault(of files: TableCounts.Files, _ rows: Int64, _ isFullLoadOnly: Bool) -> String? {
        if rows > 0, files.count == 0 { return "DMS counted \(rows) rows, and there is no file of them" }
        if rows > 0, files.bytes == 0 { return "DMS counted \(rows) rows, and its \(files.count) files are empty" }
        if isFullLoadOnly, files.leftovers > 0 {
            return "\(files.leftovers) of \(files.count) files are older than this load and would be read beside it"
        }
        return nil
    }
}
