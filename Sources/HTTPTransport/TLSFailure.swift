import TextSearch

/// Translates OpenSSL's error numbers into words. OpenSSL's own texts are not loaded, because registering thousands of
/// them would be a part of every cold start.
package enum TLSFailure {
    /// Adds the meaning of OpenSSL's error number to libcurl's message, which has a form such as `…:reason(267)` or
    /// `error:0A00010B:…`.
    package static func explained(_ text: String) -> String {
        guard let reason = number(in: text), let words = words[reason] else { return text }
        return "\(text): \(words)"
    }

    /// Returns the error number in a message. In `reason(267)` it is decimal; else it is the last three digits of the
    /// hexadecimal code after `error:`.
    private static func number(in text: String) -> Int? {
        if let range = text.firstRange(ofText: "reason(") {
            return Int(text[range.upperBound...].prefix { $0 != ")" })
        }
        guard let range = text.firstRange(ofText: "error:") else { return nil }
        return Int(text[range.upperBound...].prefix { $0 != ":" }.suffix(3), radix: 16)
    }

    /// The meanings of OpenSSL's error numbers.
    /// https://github.com/openssl/openssl/blob/openssl-3.0/include/openssl/sslerr.h
    private static let words: [Int: String] = [
        134: "the certificate cannot be verified",
        191: "no TLS version is allowed on both sides",
        258: "the server speaks a TLS version that is not allowed",
        267: "the server does not speak TLS on this port",
        294: "the server closed the connection during the handshake",
        394: "the server's DH key is too small",
        399: "the server's key is too small",
        1010: "the server refused the handshake: unexpected message",
        1040: "the server refused the handshake: no common cipher, or a name it does not know",
        1042: "the server refused our certificate",
        1045: "our certificate has expired, says the server",
        1048: "the server does not know the CA",
        1070: "the server does not speak a TLS version of ours",
        1071: "the server wants stronger ciphers",
        1112: "the server does not know the name",
        1116: "the server asks for a certificate of ours",
    ]
}
