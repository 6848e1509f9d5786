/// Queries that find the reason why a load failed at a guard. They read the session's temporary tables, and the target
/// tables as they were before the load.
public struct GuardFailureQueries: Sendable, Hashable {
    /// One column of the result of ``query``.
    public struct Count: Sendable, Hashable {
        public enum Meaning: Sendable, Hashable {
            /// The number of rows that percentages refer to.
            case total
            /// The number of rows that break a check; `atMost` is the check's tolerance. The tolerance is `nil` for a
            /// warning, which tolerates any number of such rows.
            case broken(atMost: LoadCheck.Tolerance?)
            /// A check that these queries cannot count after a failure: the changed table exists only inside the load.
            case uncounted
        }

        public let name: String
        public let meaning: Meaning
        /// A query of some rows that break the check; `nil` when the check has no rows to show.
        public let sample: String?

        public init(_ name: String, _ meaning: Meaning, sample: String? = nil) {
            self.name = name
            self.meaning = meaning
            self.sample = sample
        }
    }

    /// The maximum number of rows in one sample.
    public static let sampledRows = 3

    /// The query that counts the broken rows. Its result is one row.
    public let query: String
    /// The meanings of the result's columns, in the order of the columns.
    public let counts: [Count]

    public init(query: String, counts: [Count]) {
        self.query = query
        self.counts = counts
    }
}
