import DatabaseClient

/// The first message that each side sends. The two sides exchange versions and agree on encryption.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/60f56408-0188-4cd5-8b90-25c6f2423868
enum PreLogin {
    private enum Option: UInt8 {
        case version = 0, encryption, instance, thread, multipleResultSets
        case terminator = 0xFF
    }

    /// The client's first message, which asks to encrypt everything.
    static let request: [UInt8] = message([
        // 11.0.0.0, the generation of clients that speak TDS 7.4.
        (.version, [11, 0, 0, 0, 0, 0]), (.encryption, [1]), (.instance, [0]), (.thread, [0, 0, 0, 0]),
        (.multipleResultSets, [0]),
    ])

    private static func message(_ options: [(Option, [UInt8])]) -> [UInt8] {
        var table: [UInt8] = []
        var values: [UInt8] = []
        for (option, value) in options {
            let offset = options.count * 5 + 1 + values.count
            table += [
                option.rawValue, UInt8(offset >> 8), UInt8(offset & 0xFF), UInt8(value.count >> 8),
                UInt8(value.count & 0xFF),
            ]
            values += value
        }
        return table + [Option.terminator.rawValue] + values
    }

    /// `true` when the server encrypts everything that follows: on (1) or required (3). `false` when it cannot encrypt
    /// (2), or encrypts the login only (0).
    ///
    /// - Throws: ``DatabaseError`` for an answer that is not a pre-login message.
    static func isEncrypted(_ answer: [UInt8]) throws(DatabaseError) -> Bool {
        var place = 0
        while place < answer.count, answer[place] != Option.terminator.rawValue {
            guard place + 5 <= answer.count else { break }
            let offset = Int(answer[place + 1]) << 8 | Int(answer[place + 2])
            let length = Int(answer[place + 3]) << 8 | Int(answer[place + 4])
            if answer[place] == Option.encryption.rawValue {
                guard length >= 1, offset < answer.count else { break }
                return answer[offset] == 1 || answer[offset] == 3
            }
            place += 5
        }
        throw DatabaseError(.invalid, "the server's pre-login answer says nothing of encryption")
    }
}
