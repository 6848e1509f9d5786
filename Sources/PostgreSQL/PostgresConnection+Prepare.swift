import CLibPQ

extension PostgresConnection {
    /// Keeps libpq from starting OpenSSL with the host's configuration: the transport has started it without.
    static let prepareOnce: Void = PQinitOpenSSL(0, 0)
}
