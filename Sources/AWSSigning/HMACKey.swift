import COpenSSL

/// A key of HMAC-SHA-256 that OpenSSL has already processed. Computing a code then hashes only the text, not the key
/// again.
///
/// Only one thread may use it at a time, because all codes are computed in the same OpenSSL context.
final class HMACKey {
    /// The OpenSSL context; `nil` only when memory ran out.
    private let context: OpaquePointer?

    init(_ key: [UInt8]) {
        let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)
        defer { EVP_MAC_free(algorithm) }
        // Holds a reference to the algorithm.
        context = EVP_MAC_CTX_new(algorithm)
        var digest = Array("SHA256".utf8CString)
        _ = digest.withUnsafeMutableBufferPointer { digest in
            let parameters = [
                OSSL_PARAM_construct_utf8_string("digest", digest.baseAddress, 0), OSSL_PARAM_construct_end(),
            ]
            return EVP_MAC_init(context, key, key.count, parameters)
        }
    }

    deinit { EVP_MAC_CTX_free(context) }

    /// Computes the authentication code of a text.
    ///
    /// - Returns: the 32 bytes of the text's code.
    func code(of text: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        var length = 0
        // Without a key: begins again with the one it has.
        EVP_MAC_init(context, nil, 0, nil)
        EVP_MAC_update(context, text, text.count)
        EVP_MAC_final(context, &code, &length, code.count)
        return code
    }

    func code(of text: String) -> [UInt8] { code(of: Array(text.utf8)) }
}
