import COpenSSL

/// The hash function of a SCRAM login. Amazon MSK supports SHA-512 only.
public enum SCRAMMechanism: String, Sendable, CaseIterable {
    case sha256 = "SCRAM-SHA-256"
    case sha512 = "SCRAM-SHA-512"

    private var algorithm: OpaquePointer? {
        switch self {
        case .sha256: EVP_sha256()
        case .sha512: EVP_sha512()
        }
    }

    /// The length of a hash, in bytes.
    var length: Int {
        switch self {
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// Hashes bytes.
    ///
    /// - Returns: `nil` only when OpenSSL refuses.
    func hash(_ bytes: [UInt8]) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: length)
        return EVP_Digest(bytes, bytes.count, &digest, nil, algorithm, nil) == 1 ? digest : nil
    }

    func code(of text: [UInt8], key: [UInt8]) -> [UInt8]? {
        var code = [UInt8](repeating: 0, count: length)
        guard let size = Int32(exactly: key.count) else { return nil }
        return HMAC(algorithm, key, size, text, text.count, &code, nil) == nil ? nil : code
    }

    /// Computes the salted password, `Hi` in RFC 5802: PBKDF2 with HMAC.
    func salted(_ password: [UInt8], salt: [UInt8], iterations: Int32) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: length)
        guard let size = Int32(exactly: password.count), let saltSize = Int32(exactly: salt.count) else { return nil }
        let isMade = password.withUnsafeBytes { password in
            PKCS5_PBKDF2_HMAC(
                password.baseAddress?.assumingMemoryBound(to: CChar.self),
                size,
                salt,
                saltSize,
                iterations,
                algorithm,
                Int32(key.count),
                &key
            )
        }
        return isMade == 1 ? key : nil
    }
}
