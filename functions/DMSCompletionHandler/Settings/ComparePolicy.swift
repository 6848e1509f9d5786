/// The rule by which the counts of one table are compared.
struct ComparePolicy: Sendable, Equatable {
    enum Comparison: Sendable, Equatable {
        case exact
        /// The counts may differ by the larger of two limits: a number of rows, and a percentage of the source's rows.
        case tolerance(rows: Int64, percent: Double)
        /// The table is not counted, and DMS's state of the table decides. This is for tables that are too large to
        /// count.
        case trustDMS
        /// The table is not counted, and DMS must have validated every row.
        case trustValidation
        /// The table is neither counted nor judged.
        case ignore
    }

    enum Checksum: Sendable, Equatable {
        case none
        case primaryKey
        /// A checksum of these columns of the source.
        case columns([String])
    }

    var comparison: Comparison = .exact
    var checksum: Checksum = .none

    /// `true` when the table is counted.
    var counts: Bool {
        switch comparison {
        case .exact, .tolerance: true
        case .trustDMS, .trustValidation, .ignore: false
        }
    }

    var name: String {
        switch comparison {
        case .exact: "exact"
        case .tolerance(let rows, let percent): "tolerance (\(rows) rows or \(percent) %)"
        case .trustDMS: "trust_dms"
        case .trustValidation: "trust_validation"
        case .ignore: "ignore"
        }
    }

    /// Returns the maximum allowed difference, as a number of rows.
    func allowance(of rows: Int64) -> Int64 {
        guard case .tolerance(let absolute, let percent) = comparison else { return 0 }
        let share = (Double(max(rows, 0)) * percent / 100).rounded(.down)
        return max(absolute, share < Double(Int64.max) ? Int64(share) : Int64.max)
    }
}
