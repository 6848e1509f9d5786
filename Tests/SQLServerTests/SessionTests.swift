import DatabaseClient
import TestSupport
import Testing

@testable import SQLServer

/// The protocol without a network: bytes in, actions out.
@Suite struct SessionTests {
    private let instance = DatabaseServer(
        host: "db.example.com",
        port: 1433,
        database: "example",
        user: "tester",
        password: "example-päss🚀",
        rootsFile: "/nonexistent"
    )

    private static let preLoginAnswer = ScriptedSQLServer.packets(
        0x04,
        [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 16, 0, 0, 0, 0, 0, 1]
    )

    /// The transaction that a batch says that it belongs to.
    private func transaction(_ action: TDSSession.Action) throws -> [UInt8] {
        guard case .send(let bytes) = action else { throw Unexpected() }
        return Array(bytes[18..<26])
    }

    private func next(_ session: inout TDSSession, _ bytes: [UInt8]) throws -> TDSSession.Action {
        session.received(bytes)
        return try session.next()
    }

    /// As far as a login that was taken.
    private func readySession() throws -> TDSSession {
        var session = TDSSession(instance)
        _ = session.start()
        #expect(try next(&session, Self.preLoginAnswer) == .beginHandshake)
        #expect(try next(&session, ScriptedSQLServer.packets(0x12, [22, 3, 3])) == .continueHandshake([22, 3, 3]))
        guard case .send = try session.handshakeEnded() else { throw Unexpected() }
        let answer = ScriptedSQLServer.loginAcknowledgement + ScriptedSQLServer.done
        #expect(try next(&session, ScriptedSQLServer.packets(0x04, answer)) == .loggedIn)
        return session
    }

    private struct Unexpected: Error {}

    @Test func goesFromPreLoginToAnAnswer() throws {
        var session = try readySession()
        guard case .send(let bytes) = try session.ask("SELECT 1") else { throw Unexpected() }
        #expect(bytes[0] == 0x01)
        let tokens = ScriptedSQLServer.table([.bigint("n")], [[.number(-7)]])
        guard case .answered(let answer) = try next(&session, ScriptedSQLServer.packets(0x04, tokens)) else {
            throw Unexpected()
        }
        #expect(answer.rows == [SQLServerRow([.integer(-7)])])
        #expect(session.isReady)
    }

    @Test func answersMayComeByteByByte() throws {
        var session = try readySession()
        _ = try session.ask("SELECT 1")
        let bytes = ScriptedSQLServer.packets(0x04, ScriptedSQLServer.table([.int("n")], [[.number(7)]]))
        for byte in bytes.dropLast() { #expect(try next(&session, [byte]) == .wait) }
        guard case .answered = try next(&session, bytes.suffix(1)) else { throw Unexpected() }
    }

    /// [MS-TDS] 4.1 and 2.2.6.4: the length, the version, offsets that stay inside, the password's obfuscation.
    @Test func theLoginIsAsPublished() throws {
        let message = try Login7(instance).message
        func number(_ place: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(message[place + $1]) << ($1 * 8) }
        }
        #expect(number(0, 4) == message.count)
        #expect(number(4, 4) == 0x7400_0004)
        for place in stride(from: 36, to: 72, by: 4) {
            #expect(number(place, 2) + number(place + 2, 2) * 2 <= message.count)
        }
        let place = number(44, 2)
        let length = number(46, 2) * 2
        #expect(length == "example-päss🚀".utf16.count * 2)
        // Microsoft's own example: the letter a is 0x61 0x00, obfuscated 0xB3 0xA5.
        #expect(Login7.obfuscated([0x61, 0]) == [0xB3, 0xA5])
        #expect(message[place..<(place + length)].elementsEqual(Login7.obfuscated(Login7.utf16("example-päss🚀"))))
    }

    @Test func namesAndPasswordsThatDoNotFitAreRefused() throws {
        var instance = instance
        instance.password = String(repeating: "x", count: 129)
        let error = #expect(throws: DatabaseError.self) { try Login7(instance) }
        #expect(error?.description.contains("xxx") == false)
    }

    @Test func largeStatementsGoInSeveralPackets() throws {
        var session = try readySession()
        guard case .send(let bytes) = try session.ask(String(repeating: "x", count: 20_000)) else { throw Unexpected() }
        var packets: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while rest.count >= 8 {
            let length = Int(rest[rest.startIndex + 2]) << 8 | Int(rest[rest.startIndex + 3])
            packets.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        #expect(rest.isEmpty)
        // The server's size of 8,192 from its answer to the login.
        #expect(packets.map(\.count).allSatisfy { $0 <= 8192 })
        #expect(packets.map { $0[$0.startIndex + 1] } == Array(repeating: 0, count: packets.count - 1) + [1])
        #expect(packets.reduce(0) { $0 + $1.count - 8 } == 22 + 40_000)
    }

    @Test func batchesBelongToTheTransactionThatTheServerNamed() throws {
        var session = try readySession()
        let batch1 = try session.ask("BEGIN TRANSACTION")
        #expect(try transaction(batch1) == Array(repeating: 0, count: 8))
        let began = [0xE3, 11, 0, 8, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0] + ScriptedSQLServer.done
        _ = try next(&session, ScriptedSQLServer.packets(0x04, began))
        let batch2 = try session.ask("SELECT 1")
        #expect(try transaction(batch2) == [1, 2, 3, 4, 5, 6, 7, 8])
        let ended = [0xE3, 11, 0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8] + ScriptedSQLServer.done
        _ = try next(&session, ScriptedSQLServer.packets(0x04, ended))
        let batch3 = try session.ask("SELECT 2")
        #expect(try transaction(batch3) == Array(repeating: 0, count: 8))
    }

    /// Every beginning of a good answer, closed as if it were whole; every byte of it replaced.
    @Test func noAnswerThatIsCutOrChangedTraps() throws {
        let columns: [ScriptedSQLServer.Column] = [
            .int("a"), .bigint("b"), .intN("c"), .nvarchar("d"), .nvarcharMax("e"),
        ]
        let row: [ScriptedSQLServer.Value] = [.number(1), .number(-1), .null, .text("näme"), .text("🚀")]
        let good =
            ScriptedSQLServer.loginAcknowledgement + ScriptedSQLServer.columns(columns)
            + ScriptedSQLServer.row(columns, row)
            + ScriptedSQLServer.row(columns, [.number(1), .number(2), .null, .null, .null], compressed: true)
            + ScriptedSQLServer.error(208, "Invalid object name 'example'.") + ScriptedSQLServer.done
        #expect(throws: Never.self) { try TDSAnswerReader.read(good) }
        var refused = 0
        for length in 0..<good.count {
            do { _ = try TDSAnswerReader.read(Array(good.prefix(length))) } catch { refused += 1 }
        }
        for place in good.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xD1, 0xFD, 0xFE, 0xFF] {
                var bytes = good
                bytes[place] = value
                do { _ = try TDSAnswerReader.read(bytes) } catch { refused += 1 }
            }
        }
        #expect(refused > good.count)
    }
}
