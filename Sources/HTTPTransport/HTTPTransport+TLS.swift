import COpenSSL

extension HTTPTransport {
    /// Prepares the first TLS handshake of the process, by writing a ClientHello that nobody reads. OpenSSL then looks
    /// up its algorithms and seeds its random numbers, which it does only once. This is useful while init has the full
    /// CPU.
    public static func warmUpTLS() {
        guard let context = SSL_CTX_new(TLS_client_method()) else { return }
        defer { SSL_CTX_free(context) }
        guard let connection = SSL_new(context) else { return }
        // Owns the two BIOs from here on.
        defer { SSL_free(connection) }
        SSL_set_bio(connection, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()))
        SSL_connect(connection)
        ERR_clear_error()
    }
}
