import CLibPQ

extension PostgresConnection {
    /// OpenSSL is the transport's, which starts it without the host's configuration; libpq would start it again with it.
    static let prepareOnce: Void = PQinitOpenSSL(0, 0)
}
