import DatabaseClient

/// The login message with user and password.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/773a62b6-ee89-4c02-9e5e-344882630aac
struct Login7 {
    /// The version of the protocol, TDS 7.4.
    static let version: UInt32 = 0x7400_0004
    static let packetSize = 8192

    private static let fixedLength = 94
    /// The maximum length of a name or a password, in UTF-16 code units.
    private static let longest = 128

    let message: [UInt8]

    /// Makes the login message for a server.
    ///
    /// - Throws: ``DatabaseError`` for a name or a password of more than 128 characters.
    init(_ server: DatabaseServer) throws(DatabaseError) {
        let texts: [(what: String, text: String)] = [
            ("host name", "lambda"), ("user", server.user), ("password", server.password),
            ("application name", server.applicationName), ("server's name", server.host), ("extension", ""),
            ("library name", "aws-lambdas"), ("language", ""), ("database", server.database ?? ""),
        ]
        for (what, text) in texts where text.utf16.count > Self.longest {
            throw DatabaseError(
                .invalid,
                "the \(what) has \(text.utf16.count) characters; SQL Server takes \(Self.longest)"
            )
        }
        var table: [UInt8] = []
        var data: [UInt8] = []
        for (what, text) in texts {
            let bytes = Self.utf16(text)
            table += Self.little(UInt16(Self.fixedLength + data.count)) + Self.little(UInt16(bytes.count / 2))
            data += what == "password" ? Self.obfuscated(bytes) : bytes
        }
        let end = Self.little(UInt16(Self.fixedLength + data.count))
        // The client's hardware address, then integrated security, a database file, a new password: none of them.
        table += [0, 0, 0, 0, 0, 0] + end + [0, 0] + end + [0, 0] + end + [0, 0] + [0, 0, 0, 0]
        var fixed = Self.little(Self.version) + Self.little(UInt32(Self.packetSize))
        // Client's program version, process, connection.
        fixed += [0, 0, 0, 11] + [0, 0, 0, 0] + [0, 0, 0, 0]
        // Fail when the database or the language cannot be had; the settings that ODBC clients have; unknown collations
        // are all right.
        fixed += [0xE0, 0x03, 0x00, 0x08]
        // Time zone, and a language of 1033 (US English).
        fixed += [0, 0, 0, 0] + Self.little(UInt32(1033))
        message = Self.little(UInt32(Self.fixedLength + data.count)) + fixed + table + data
    }

    static func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }

    /// Obfuscates a password: swaps the halves of each byte, and XORs 0xA5. This does not protect the password; TLS
    /// does.
    static func obfuscated(_ bytes: [UInt8]) -> [UInt8] { bytes.map { ($0 << 4 | $0 >> 4) ^ 0xA5 } }

    static func little<Number: FixedWidthInteger & UnsignedInteger>(_ value: Number) -> [UInt8] {
        (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> Number($0 * 8)) }
    }
}
