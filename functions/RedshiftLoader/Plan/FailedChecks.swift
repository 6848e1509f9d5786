import AWSRedshiftData
import RedshiftSQL

/// The failed checks of a load, according to the counts of rows from the warehouse.
struct FailedChecks: Sendable, Equatable {
    /// Failed checks that hold the load, each with the index of its count in the answer.
    private(set) var found: [(place: Int, evidence: CheckEvidence)] = []
    /// Names of checks that may have failed, but that cannot be evaluated after the load; empty when another check
    /// failed.
    let uncounted: [String]

    /// Finds the failed checks in the counts that the warehouse returned.
    ///
    /// - Parameter record: the answer to `GuardFailureQueries.query`.
    init(_ record: [RedshiftDataField], _ evidence: GuardFailureQueries) {
        var total: Int64 = 0
        var uncounted: [String] = []
        for (place, count) in evidence.counts.enumerated() where record.indices.contains(place) {
            guard let rows = record[place].integer else { continue }
            switch count.meaning {
            case .total: total = rows
            case .uncounted: uncounted.append(count.name)
            case .broken(nil): break
            case .broken(let atMost?):
                guard !Self.isForgiven(rows, atMost, of: total) else { continue }
                found.append((place, CheckEvidence(check: count.name, rows: rows, atMost: Self.text(atMost))))
            }
        }
        self.uncounted = found.isEmpty ? uncounted : []
    }

    private static func isForgiven(_ rows: Int64, _ atMost: LoadCheck.Tolerance, of total: Int64) -> Bool {
        switch atMost {
        case .rows(let most): rows <= most
        case .percent(let percent): Double(rows) * 100 <= percent * Double(total)
        }
    }

    private static func text(_ tolerance: LoadCheck.Tolerance) -> String {
        switch tolerance {
        case .rows(let most): "\(most)"
        case .percent(let percent): "\(percent)%"
        }
    }

    static func == (one: FailedChecks, other: FailedChecks) -> Bool {
        one.uncounted == other.uncounted && one.found.map(\.place) == other.found.map(\.place)
            && one.found.map(\.evidence) == other.found.map(\.evidence)
    }
}
