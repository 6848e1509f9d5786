import COpenSSL
import DatabaseClient
import Glibc

/// A TLS session that reads and writes memory instead of a socket, because TDS sends the handshake inside its own
/// packets.
///
/// The newest version used is TLS 1.2, the last whose handshake fits into TDS 7.4: SQL Server uses TLS 1.3 only with
/// TDS 8, and the tickets of TLS 1.3 would arrive after the end of the packets.
final class TLSClient {
    private let context: OpaquePointer
    private let session: OpaquePointer
    /// OpenSSL's buffer for the bytes from the server. The session frees this buffer and the one for the other
    /// direction.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private let server: String

    /// Prepares a session that trusts the CAs of a file.
    ///
    /// - Parameters:
    ///   - host: the name or IP address that the certificate must be valid for.
    ///   - rootsFile: a PEM file of the CAs that are trusted.
    /// - Throws: ``DatabaseError`` for a file of CAs that cannot be read.
    init(host: String, rootsFile: String, server: String) throws(DatabaseError) {
        _ = Self.prepareOnce
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw Self.noMemory }
        guard SSL_CTX_load_verify_locations(context, rootsFile, nil) == 1 else {
            SSL_CTX_free(context)
            throw DatabaseError(.tls, "the CA certificates in \(rootsFile) cannot be read")
        }
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        guard let session = SSL_new(context) else {
            SSL_CTX_free(context)
            throw Self.noMemory
        }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()),
            Self.setHost(host, of: session)
        else {
            SSL_free(session)
            SSL_CTX_free(context)
            throw DatabaseError(.tls, "the host \(host) cannot be a certificate's name")
        }
        SSL_set_bio(session, incoming, outgoing)
        SSL_set_connect_state(session)
        self.context = context
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
        self.server = server
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    private static let noMemory = DatabaseError(.unavailable, "no memory for TLS")

    /// Starts OpenSSL. Like the HTTP transport, it does not load the host's OpenSSL configuration.
    private static let prepareOnce: Void = {
        _ = OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
    }()

    private static func setHost(_ host: String, of session: OpaquePointer) -> Bool {
        if X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host) == 1 { return true }
        ERR_clear_error()
        // The name that is asked for, and the name that is checked.
        let isSent = host.withCString { name in
            SSL_ctrl(
                session,
                SSL_CTRL_SET_TLSEXT_HOSTNAME,
                Int(TLSEXT_NAMETYPE_host_name),
                UnsafeMutableRawPointer(mutating: name)
            )
        }
        return isSent == 1 && SSL_set1_host(session, host) == 1
    }

    func received(_ bytes: [UInt8]) {
        // A BIO in memory takes all of it, or there is no memory, which the session notices.
        _ = bytes.isEmpty ? 0 : BIO_write(incoming, bytes, Int32(clamping: bytes.count))
    }

    /// Returns the bytes that must be sent to the server.
    func outgoingBytes() -> [UInt8] { Self.drain { BIO_read(self.outgoing, $0, $1) } }

    /// Continues the handshake with the bytes that have arrived.
    ///
    /// - Returns: `true` when the handshake is complete and the server's certificate is verified.
    /// - Throws: ``DatabaseError`` when the certificate is not valid for the server, or the handshake fails.
    func handshake() throws(DatabaseError) -> Bool {
        ERR_clear_error()
        let status = SSL_do_handshake(session)
        if status == 1 { return true }
        guard SSL_get_error(session, status) == SSL_ERROR_WANT_READ else { throw failure() }
        return false
    }

    /// Encrypts bytes for the server.
    ///
    /// - Throws: ``DatabaseError`` when the session has ended.
    func write(_ bytes: [UInt8]) throws(DatabaseError) {
        ERR_clear_error()
        guard bytes.isEmpty || SSL_write(session, bytes, Int32(clamping: bytes.count)) == bytes.count else {
            throw failure()
        }
    }

    /// Decrypts the bytes that have arrived; `nil` when the server has ended the session.
    ///
    /// - Throws: ``DatabaseError`` for bytes that are not TLS.
    func read() throws(DatabaseError) -> [UInt8]? {
        ERR_clear_error()
        var last: Int32 = 0
        let bytes = Self.drain { buffer, count in
            last = SSL_read(self.session, buffer, count)
            return last
        }
        switch SSL_get_error(session, last) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_NONE: return bytes
        case SSL_ERROR_ZERO_RETURN: return bytes.isEmpty ? nil : bytes
        default: throw failure()
        }
    }

    private static func drain(_ read: (UnsafeMutableRawPointer?, Int32) -> Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { read($0.baseAddress, Int32($0.count)) }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(Int(count))
        }
    }

    private func failure() -> DatabaseError {
        let code = ERR_get_error()
        let verified = SSL_get_verify_result(session)
        if verified != Int(X509_V_OK), let words = X509_verify_cert_error_string(verified) {
            return DatabaseError(.tls, "\(server): certificate verify failed: \(String(cString: words))")
        }
        // The transport starts OpenSSL without its texts, which cost every cold start.
        let words = ERR_reason_error_string(code).map { String(cString: $0) } ?? "OpenSSL error \(code)"
        return DatabaseError(.tls, "\(server): TLS failed: \(words)")
    }
}
