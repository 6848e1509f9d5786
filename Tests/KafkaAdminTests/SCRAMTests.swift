import Testing

@testable import KafkaAdmin

@Suite struct SCRAMTests {
    struct Dialogue: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let mechanism: SCRAMMechanism
        let user: String
        let password: String
        let nonce: String
        let clientFirst: String
        let serverFirst: String
        let clientFinal: String
        let serverFinal: String
    }

    private static let dialogues = [
        Dialogue(
            testDescription: "RFC 7677, section 3",
            mechanism: .sha256,
            user: "user",
            password: "pencil",
            nonce: "rOprNGfwEbeRWgbNEkqO",
            clientFirst: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            clientFinal:
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            serverFinal: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        ),
        Dialogue(
            testDescription: "SHA-512 with characters to be escaped, by Python's hashlib",
            mechanism: .sha512,
            user: "us=er,1",
            password: "pen,cil=ü",
            nonce: "fyko+d2lbbFgONRv9qkxdawL",
            clientFirst: "n,,n=us=3Der=2C1,r=fyko+d2lbbFgONRv9qkxdawL",
            serverFirst: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=AAECAwQFBgcICQoLDA0ODw==,i=8192",
            clientFinal:
                "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=wL1m7c/iveXML5MCZLy+Oac/eg8bJpuPPVDo2kajLOvUk0WUW+koCEJB4vovW0wyKlP9x5rYBgWq2rejbILMIg==",
            serverFinal:
                "v=CCRGgzQMH+J65tjkF/SLaqX0Qp4ZtLEDkBXNFESrbmXmBkwiJ9xbObplM21GaYERmEI/ILzRIYajxvEuOg4uJA=="
        ),
    ]

    private func exchange(_ dialogue: Dialogue) -> SCRAMExchange {
        SCRAMExchange(dialogue.mechanism, user: dialogue.user, password: dialogue.password, nonce: dialogue.nonce)
    }

    @Test(arguments: dialogues) func bothSidesProveThatTheyKnowThePassword(dialogue: Dialogue) throws {
        var exchange = exchange(dialogue)
        #expect(String(decoding: try exchange.first(), as: UTF8.self) == dialogue.clientFirst)
        let proof = try #require(try exchange.next(after: Array(dialogue.serverFirst.utf8)))
        #expect(String(decoding: proof, as: UTF8.self) == dialogue.clientFinal)
        #expect(try exchange.next(after: Array(dialogue.serverFinal.utf8)) == nil)
        #expect(throws: KafkaError.self) { try exchange.next(after: Array(dialogue.serverFinal.utf8)) }
    }

    private static let firsts: [(String, String)] = [
        ("another login's nonce", "r=AAAA,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"),
        ("our nonce alone", "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"),
        ("too few iterations", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095"),
        ("too many iterations", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2147483647"),
        ("iterations beyond 32 bits", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999"),
        ("negative iterations", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096"),
        ("no salt", "r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096"),
        ("a salt that is no Base64", "r=rOprNGfwEbeRWgbNEkqOx,s=???,i=4096"),
        ("no iterations", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ=="),
        ("a mandatory extension", "m=x,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"),
        ("nothing", ""), ("commas", ",,,"), ("an error", "e=unknown-user"),
        ("a proof", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
        ("a long text", "r=" + String(repeating: "a", count: 10_000)),
    ]

    @Test(arguments: firsts) func aFirstMessageThatIsNoneEndsTheLogin(what: String, message: String) throws {
        var exchange = exchange(Self.dialogues[0])
        _ = try exchange.first()
        let error = #expect(throws: KafkaError.self, "\(what)") { try exchange.next(after: Array(message.utf8)) }
        #expect(error?.message.contains("pencil") == false)
    }

    private static let finals = [
        "v=", "v=AAAA", "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "e=invalid-proof", "", "x=1",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    ]

    @Test(arguments: finals) func aBrokerThatCannotProveThatItKnowsThePasswordIsNotTrusted(message: String) throws {
        let dialogue = Self.dialogues[0]
        var exchange = exchange(dialogue)
        _ = try exchange.first()
        _ = try exchange.next(after: Array(dialogue.serverFirst.utf8))
        #expect(throws: KafkaError.self) { try exchange.next(after: Array(message.utf8)) }
    }

    @Test func noNonceComesTwice() {
        let nonces = Set((0..<100).map { _ in SCRAMExchange.randomNonce() })
        #expect(nonces.count == 100)
        #expect(nonces.allSatisfy { $0.utf8.count == 32 && !$0.contains(",") })
    }

    @Test func messagesComeInTheirOrderOnly() throws {
        var exchange = exchange(Self.dialogues[0])
        #expect(throws: KafkaError.self) { try exchange.next(after: []) }
        _ = try exchange.first()
        #expect(throws: KafkaError.self) { try exchange.first() }
    }
}
