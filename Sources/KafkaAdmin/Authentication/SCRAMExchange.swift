import Base64Coding
import COpenSSL

/// SASL/SCRAM without channel binding (RFC 5802, RFC 7677). Both sides prove that they know the password; neither side
/// sends it.
///
/// States: `begun` → ``first()`` → `asked` → ``next(after:)`` → `proved` → ``next(after:)`` → `done`. Any other move is
/// an error.
struct SCRAMExchange: SASLExchange {
    private enum State {
        case begun
        case asked(firstBare: String)
        case proved(serverSignature: [UInt8])
        case done
    }

    /// The range of iteration counts that this client accepts from a broker. Kafka's minimum is 4,096: with fewer, a
    /// stolen message is guessed too soon. The maximum limits the work that a broker can ask for.
    static let iterations: ClosedRange<Int32> = 4_096...262_144

    private let mechanism: SCRAMMechanism
    private let user: String
    private let password: String
    private let nonce: String
    private var state = State.begun

    /// Prepares the login of one user.
    ///
    /// - Parameter nonce: printable ASCII without a comma, never used before.
    init(_ mechanism: SCRAMMechanism, user: String, password: String, nonce: String = Self.randomNonce()) {
        self.mechanism = mechanism
        self.user = user
        self.password = password
        self.nonce = nonce
    }

    static func randomNonce() -> String {
        var random = SystemRandomNumberGenerator()
        return Base64.encode((0..<24).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    mutating func first() throws(KafkaError) -> [UInt8] {
        guard case .begun = state else { throw Self.unexpected }
        let bare = "n=\(Self.escaped(user)),r=\(nonce)"
        state = .asked(firstBare: bare)
        return Array("n,,\(bare)".utf8)
    }

    mutating func next(after answer: [UInt8]) throws(KafkaError) -> [UInt8]? {
        switch state {
        case .asked(let firstBare): return try prove(firstBare, answer)
        case .proved(let serverSignature):
            try check(answer, serverSignature)
            state = .done
            return nil
        case .begun, .done: throw Self.unexpected
        }
    }

    private mutating func prove(_ firstBare: String, _ answer: [UInt8]) throws(KafkaError) -> [UInt8] {
        let fields = try Self.fields(answer)
        guard fields.count >= 3, fields[0].name == "r", fields[1].name == "s", fields[2].name == "i" else {
            throw KafkaError(.invalidAnswer, "the broker's SCRAM message has no nonce, salt and iterations")
        }
        let nonce = fields[0].value
        // Its own part is behind ours; without one, the message may be an old one.
        guard nonce.hasPrefix(self.nonce), nonce.utf8.count > self.nonce.utf8.count else {
            throw KafkaError(.authentication, "the broker's SCRAM message belongs to another login")
        }
        guard let salt = Base64.decode(fields[1].value.utf8), !salt.isEmpty else {
            throw KafkaError(.invalidAnswer, "the broker's SCRAM message has no salt")
        }
        guard let iterations = Int32(fields[2].value), Self.iterations.contains(iterations) else {
            throw KafkaError(
                .authentication,
                "the broker's SCRAM message asks for other iterations than \(Self.iterations.lowerBound) to \(Self.iterations.upperBound)"
            )
        }
        // "biws" is "n,," in Base64: no channel binding.
        let finalBare = "c=biws,r=\(nonce)"
        let text = Array("\(firstBare),\(String(decoding: answer, as: UTF8.self)),\(finalBare)".utf8)
        let password = Array(self.password.utf8)
        guard let salted = mechanism.salted(password, salt: salt, iterations: iterations),
            let clientKey = mechanism.code(of: Array("Client Key".utf8), key: salted),
            let storedKey = mechanism.hash(clientKey),
            let clientSignature = mechanism.code(of: text, key: storedKey),
            let serverKey = mechanism.code(of: Array("Server Key".utf8), key: salted),
            let serverSignature = mechanism.code(of: text, key: serverKey)
        else { throw KafkaError(.unavailable, "OpenSSL could not compute \(mechanism.rawValue)") }
        let proof = zip(clientKey, clientSignature).map { $0 ^ $1 }
        state = .proved(serverSignature: serverSignature)
        return Array("\(finalBare),p=\(Base64.encode(proof))".utf8)
    }

    private func check(_ answer: [UInt8], _ serverSignature: [UInt8]) throws(KafkaError) {
        let fields = try Self.fields(answer)
        if fields.first?.name == "e" {
            throw KafkaError(.authentication, "the broker refuses the user or the password")
        }
        guard let field = fields.first, field.name == "v", let found = Base64.decode(field.value.utf8),
            found.count == serverSignature.count, CRYPTO_memcmp(found, serverSignature, found.count) == 0
        else {
            throw KafkaError(
                .authentication,
                "the broker does not know the password: it cannot prove that it is the right one"
            )
        }
    }

    /// Splits a server message, `r=…,s=…,i=…`, into fields. A mandatory extension (`m=`) is refused, as RFC 5802
    /// demands.
    private static func fields(_ message: [UInt8]) throws(KafkaError) -> [(name: Character, value: String)] {
        guard message.count <= 8_192, let text = String(validating: message, as: UTF8.self) else {
            throw KafkaError(.invalidAnswer, "the broker's SCRAM message is no text")
        }
        var fields: [(Character, String)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let name = part.first, part.dropFirst().first == "=", name != "m" else {
                throw KafkaError(.invalidAnswer, "the broker's SCRAM message cannot be read")
            }
            fields.append((name, String(part.dropFirst(2))))
        }
        return fields
    }

    private static func escaped(_ user: String) -> String {
        user.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "=": text += "=3D"
            case ",": text += "=2C"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private static let unexpected = KafkaError(.invalidAnswer, "the broker goes on with a login that is over")
}
