/// A load of what DMS wrote into S3.
struct RedshiftLoad: Sendable, Equatable {
    enum Mode: String, Sendable {
        /// By key: rows that are there are replaced.
        case merge
        case append
        /// Everything that was there goes.
        case replace
    }

    var connection: RedshiftConnection
    var roleARN: String
    var schema: String?
    var mode: Mode
    /// By source table; of the source's names.
    var keys: [TableName: [String]]
}
