import COpenSSL

/// SHA-256 and HMAC-SHA-256 by OpenSSL, which is linked for TLS anyway.
public enum Digest {
    /// OpenSSL's SHA-256 algorithm, looked up once. OpenSSL's one-call functions look it up by name at each call, which
    /// costs more than the digest of a short text.
    private struct Algorithm: @unchecked Sendable {
        let pointer = EVP_MD_fetch(nil, "SHA256", nil)
    }

    private static let algorithm = Algorithm()

    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        EVP_Digest(bytes, bytes.count, &digest, nil, algorithm.pointer, nil)
        return digest
    }

    /// Writes bytes as hexadecimal text: two lower-case digits for each byte.
    public static func hex(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text[index * 2] = hexDigit(byte >> 4)
                text[index * 2 + 1] = hexDigit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x57 &+ value }
}
