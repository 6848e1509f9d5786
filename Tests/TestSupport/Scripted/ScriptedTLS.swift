import COpenSSL

/// The server's side of a TLS session, over whatever carries its bytes.
final class ScriptedTLS {
    private let context: OpaquePointer
    private let session: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    init?(_ certificates: TestCertificates, latest: Int32?) {
        guard let context = SSL_CTX_new(TLS_server_method()) else { return nil }
        self.context = context
        if let latest { SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(latest), nil) }
        guard SSL_CTX_use_certificate_chain_file(context, certificates.certificateFile) == 1,
            SSL_CTX_use_PrivateKey_file(context, certificates.keyFile, SSL_FILETYPE_PEM) == 1,
            let session = SSL_new(context), let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem())
        else {
            SSL_CTX_free(context)
            return nil
        }
        SSL_set_bio(session, incoming, outgoing)
        SSL_set_accept_state(session)
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    /// - Returns: whether the client agreed.
    func handshake(receive: () -> [UInt8]?, send: ([UInt8]) -> Void) -> Bool {
        while true {
            let status = SSL_do_handshake(session)
            let out = drain { BIO_read(outgoing, $0, $1) }
            if !out.isEmpty { send(out) }
            if status == 1 { return true }
            guard SSL_get_error(session, status) == SSL_ERROR_WANT_READ, let bytes = receive() else { return false }
            _ = BIO_write(incoming, bytes, Int32(bytes.count))
        }
    }

    func encrypt(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        _ = SSL_write(session, bytes, Int32(bytes.count))
        return drain { BIO_read(outgoing, $0, $1) }
    }

    func decrypt(_ bytes: [UInt8]) -> [UInt8] {
        _ = bytes.isEmpty ? 0 : BIO_write(incoming, bytes, Int32(bytes.count))
        return drain { SSL_read(session, $0, $1) }
    }

    private func drain(_ read: (UnsafeMutableRawPointer?, Int32) -> Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = buffer.withUnsafeMutableBytes { read($0.baseAddress, Int32($0.count)) }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(Int(count))
        }
    }
}
