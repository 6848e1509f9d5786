/// The state of a statement or a batch.
public struct RedshiftDataStatement: Sendable, Equatable {
    public enum Status: Sendable, Equatable {
        /// The statement was submitted, picked or started, or has a status that this client does not know.
        case running
        case finished
        case failed
        case aborted

        init(_ text: String) {
            self =
                switch text {
                case "FINISHED": .finished
                case "FAILED": .failed
                case "ABORTED": .aborted
                default: .running
                }
        }

        public var isOver: Bool { self != .running }
    }

    public struct Part: Sendable, Equatable {
        /// The id of a statement within a batch: `<id>:<n>`, with n from 1.
        public let id: String
        public let hasResult: Bool
        /// The database's error message.
        public let error: String?
        /// The query's number in the system views; `nil` while the number is not known.
        public let queryID: Int64?

        public init(id: String, hasResult: Bool, error: String?, queryID: Int64? = nil) {
            self.id = id
            self.hasResult = hasResult
            self.error = error
            self.queryID = queryID
        }
    }

    public let id: String
    public let status: Status
    /// The database's error message.
    public let error: String?
    /// The time that the statement took; `nil` while it is not known.
    public let duration: Duration?
    public let queryID: Int64?
    /// The time of the last change of the state, in seconds since 1970.
    public let updatedAt: Double?
    /// The statements of a batch, in their order.
    public let parts: [Part]

    public init(
        id: String,
        status: Status,
        error: String? = nil,
        duration: Duration? = nil,
        queryID: Int64? = nil,
        updatedAt: Double? = nil,
        parts: [Part] = []
    ) {
        self.id = id
        self.status = status
        self.error = error
        self.duration = duration
        self.queryID = queryID
        self.updatedAt = updatedAt
        self.parts = parts
    }
}
