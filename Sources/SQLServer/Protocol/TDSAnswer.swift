import DatabaseClient

/// The content of one message of the server.
struct TDSAnswer: Equatable {
    /// Another server that does the work, which a gateway names at the login.
    struct Route: Equatable {
        let host: String
        let port: Int
    }

    var columns: [TDSColumn] = []
    var rows: [SQLServerRow] = []
    /// The number of results with columns.
    var results = 0
    /// The first error, which is the one that names the cause.
    var error: DatabaseError?
    var isLoggedIn = false
    /// The version that the server agreed to.
    var version: UInt32?
    var route: Route?
    /// The size of packets, when the server changes it.
    var packetSize: Int?
    /// The transaction that later batches belong to; empty when it has ended.
    var transaction: [UInt8]?
    /// True when the last token says that nothing follows.
    var isDone = false
}
