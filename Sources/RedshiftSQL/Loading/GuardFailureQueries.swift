/// Queries that say why a guard failed a load. They read tables of the session, and targets as they were before the load.
public struct GuardFailureQueries: Sendable, Hashable {
    /// One column of the answer to ``query``.
    public struct Count: Sendable, Hashable {
        public enum Meaning: Sendable, Hashable {
            /// Rows that the percentages are of.
            case total
            /// Rows that break a promise, and as many as it forgives; `nil`: a warning, which forgives all.
            case broken(atMost: LoadCheck.Tolerance?)
            /// A promise that only the load itself could have counted.
            case uncounted
        }

        public let name: String
        public let meaning: Meaning
        /// Shows some of the rows that break the promise; `nil`: there are none to show.
        public let sample: String?

        public init(_ name: String, _ meaning: Meaning, sample: String? = nil) {
            self.name = name
            self.meaning = meaning
            self.sample = sample
        }
    }

    /// Rows of one sample.
    public static let sampledRows = 3

    /// Answers with one row.
    public let query: String
    /// In the order of the answer's columns.
    public let counts: [Count]

    public init(query: String, counts: [Count]) {
        self.query = query
        self.counts = counts
    }
}
