import DatabaseClient

/// The content of one message from the server.
struct TDSAnswer: Equatable {
    /// The address of another server that does the work. A gateway names it at the login.
    struct Route: Equatable {
        let host: String
        let port: Int
    }

    var columns: [TDSColumn] = []
    var rows: [SQLServerRow] = []
    /// The number of results that have columns.
    var results = 0
    /// The first error of the message, which names the cause.
    var error: DatabaseError?
    var isLoggedIn = false
    /// The protocol version that the server agreed to.
    var version: UInt32?
    var route: Route?
    /// The new size of packets, when the server changes it.
    var packetSize: Int?
    /// The descriptor of the transaction in which later batches run; empty when the transaction has ended.
    var transaction: [UInt8]?
    /// `true` when the last token says that nothing follows.
    var isDone = false
}
