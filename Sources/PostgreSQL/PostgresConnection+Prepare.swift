import CLibPQ

extension PostgresConnection {
    /// Prevents libpq from starting OpenSSL with the host's configuration. The HTTP transport has already started
    /// OpenSSL without it.
    static let prepareOnce: Void = PQinitOpenSSL(0, 0)
}
