/// Queries that find out why a guard failed a load. They read tables of the session, and targets as they were before the load.
public struct GuardFailureQueries: Sendable, Hashable {
    /// One column of the answer to ``query``.
    public struct Count: Sendable, Hashable {
        public enum Meaning: Sendable, Hashable {
            /// The number of rows that percentages refer to.
            case total
            /// Rows that break a check, and the tolerated number; `nil` for a warning, which tolerates all.
            case broken(atMost: LoadCheck.Tolerance?)
            /// A check that only the load itself could have counted.
            case uncounted
        }

        public let name: String
        public let meaning: Meaning
        /// A query of some rows that break the check; `nil` when it has no rows to show.
        public let sample: String?

        public init(_ name: String, _ meaning: Meaning, sample: String? = nil) {
            self.name = name
            self.meaning = meaning
            self.sample = sample
        }
    }

    /// Rows of one sample.
    public static let sampledRows = 3

    /// A query whose result is one row.
    public let query: String
    /// In the order of the answer's columns.
    public let counts: [Count]

    public init(query: String, counts: [Count]) {
        self.query = query
        self.counts = counts
    }
}
