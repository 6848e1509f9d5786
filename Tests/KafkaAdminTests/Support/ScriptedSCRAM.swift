import COpenSSL
import Synchronization

/// The server's side of SCRAM, one login at a time: written from RFC 5802, apart from the client's.
final class ScriptedSCRAM: Sendable {
    private let password: String
    private let state = Mutex<[String]>([])

    init(password: String) { self.password = password }

    /// - Parameter message: the client's.
    /// - Returns: the body of SaslAuthenticate's answer.
    func answer(_ message: [UInt8]) -> [UInt8] {
        let text = String(decoding: message, as: UTF8.self)
        return state.withLock { state in
            if text.hasPrefix("n,,") {
                let bare = String(text.dropFirst(3))
                let nonce = bare.split(separator: ",").last.map { $0.dropFirst(2) } ?? ""
                let first = "r=\(nonce)SERVER,s=c2FsdHNhbHQ=,i=4096"
                state = [bare, first]
                return ScriptedBroker.authenticate(first)
            }
            guard state.count == 2, let range = text.firstRange(of: ",p=") else {
                return ScriptedBroker.authenticate("e=x")
            }
            let auth = "\(state[0]),\(state[1]),\(text[..<range.lowerBound])"
            let proof = String(text[range.upperBound...])
            // The digest's length tells which one it is: 32 bytes are 44 characters.
            let algorithm = proof.utf8.count > 44 ? EVP_sha512() : EVP_sha256()
            let salted = derived(algorithm)
            let key = code("Client Key", salted, algorithm)
            let expected = zip(key, code(auth, hash(key, algorithm), algorithm)).map { $0 ^ $1 }
            guard proof == base64(expected) else {
                return ScriptedBroker.authenticate(error: 58, message: "Authentication failed: invalid credentials")
            }
            return ScriptedBroker.authenticate(
                "v=\(base64(code(auth, code("Server Key", salted, algorithm), algorithm)))"
            )
        }
    }

    /// RFC 5802's Hi, step by step.
    private func derived(_ algorithm: OpaquePointer?) -> [UInt8] {
        let key = Array(password.utf8)
        var block = code(Array("saltsalt".utf8) + [0, 0, 0, 1], key, algorithm)
        var result = block
        for _ in 1..<4_096 {
            block = code(block, key, algorithm)
            for index in result.indices { result[index] ^= block[index] }
        }
        return result
    }

    private func code(_ text: String, _ key: [UInt8], _ algorithm: OpaquePointer?) -> [UInt8] {
        code(Array(text.utf8), key, algorithm)
    }

    private func code(_ bytes: [UInt8], _ key: [UInt8], _ algorithm: OpaquePointer?) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 64)
        var length: UInt32 = 0
        HMAC(algorithm, key, Int32(key.count), bytes, bytes.count, &code, &length)
        return Array(code.prefix(Int(length)))
    }

    private func hash(_ bytes: [UInt8], _ algorithm: OpaquePointer?) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 64)
        var length: UInt32 = 0
        EVP_Digest(bytes, bytes.count, &digest, &length, algorithm, nil)
        return Array(digest.prefix(Int(length)))
    }

    private func base64(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let length = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return String(decoding: text.prefix(Int(length)), as: UTF8.self)
    }
}
