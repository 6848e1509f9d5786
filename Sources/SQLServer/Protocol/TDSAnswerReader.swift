import DatabaseClient

/// Reads the tokens of one message from the server.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/67b6113c-d722-43d1-902c-3f6e8de09173
struct TDSAnswerReader {
    private enum Token {
        static let returnStatus: UInt8 = 0x79
        static let columnMetadata: UInt8 = 0x81
        static let tableNames: UInt8 = 0xA4
        static let columnInfo: UInt8 = 0xA5
        static let order: UInt8 = 0xA9
        static let error: UInt8 = 0xAA
        static let info: UInt8 = 0xAB
        static let loginAcknowledgement: UInt8 = 0xAD
        static let featureAcknowledgement: UInt8 = 0xAE
        static let row: UInt8 = 0xD1
        static let rowWithNullBitmap: UInt8 = 0xD2
        static let environmentChange: UInt8 = 0xE3
        static let sessionState: UInt8 = 0xE4
        static let done: UInt8 = 0xFD
        static let doneProcedure: UInt8 = 0xFE
        static let doneInProcedure: UInt8 = 0xFF
    }

    private static let largestColumnCount = 4096

    private var reader: ByteReader
    private var answer = TDSAnswer()

    /// Reads a message.
    ///
    /// - Parameter message: the whole message, without the packets' headers.
    /// - Throws: ``DatabaseError`` for an unknown token, or a token that is longer than the message.
    static func read(_ message: [UInt8]) throws(DatabaseError) -> TDSAnswer {
        var reader = TDSAnswerReader(reader: ByteReader(message))
        while !reader.reader.isAtEnd { try reader.readToken() }
        return reader.answer
    }

    private init(reader: ByteReader) { self.reader = reader }

    private mutating func readToken() throws(DatabaseError) {
        let token = try reader.byte()
        switch token {
        case Token.columnMetadata: try readColumns()
        case Token.row: try readRow(withBitmap: false)
        case Token.rowWithNullBitmap: try readRow(withBitmap: true)
        case Token.done, Token.doneProcedure, Token.doneInProcedure: try readDone()
        case Token.error: try readError()
        case Token.environmentChange: try readEnvironmentChange()
        case Token.loginAcknowledgement: try readLoginAcknowledgement()
        case Token.featureAcknowledgement: try skipFeatures()
        case Token.returnStatus: _ = try reader.take(4)
        case Token.info, Token.order, Token.tableNames, Token.columnInfo:
            _ = try reader.take(Int(try reader.number(UInt16.self)))
        case Token.sessionState: _ = try reader.take(Int(try reader.number(UInt32.self)))
        default:
            throw DatabaseError(
                .invalid,
                "the server's answer has a token 0x\(String(token, radix: 16)), which is not read here"
            )
        }
    }

    private mutating func readColumns() throws(DatabaseError) {
        let count = Int(try reader.number(UInt16.self))
        answer.columns = []
        // No metadata, which is sent for statements that have asked for none.
        guard count != 0xFFFF else { return }
        guard count <= Self.largestColumnCount else {
            throw DatabaseError(.invalid, "the server's answer has \(count) columns")
        }
        for _ in 0..<count { answer.columns.append(try TDSColumn(&reader)) }
        answer.results += 1
    }

    private mutating func readRow(withBitmap: Bool) throws(DatabaseError) {
        guard !answer.columns.isEmpty else {
            throw DatabaseError(.invalid, "the server's answer has a row without columns")
        }
        let nulls = withBitmap ? Array(try reader.take((answer.columns.count + 7) / 8)) : []
        var values: [SQLServerValue] = []
        values.reserveCapacity(answer.columns.count)
        for (index, column) in answer.columns.enumerated() {
            let isNull = withBitmap && nulls[index / 8] >> UInt8(index % 8) & 1 == 1
            values.append(isNull ? .null : try column.value(&reader))
        }
        answer.rows.append(SQLServerRow(values))
    }

    private mutating func readDone() throws(DatabaseError) {
        let status = try reader.number(UInt16.self)
        // The command and the count of rows, which is the server's own and says nothing new.
        _ = try reader.take(10)
        answer.isDone = status & 0x0001 == 0
        // An error without a token of its own, or one that ended the whole batch.
        if status & 0x0102 != 0, answer.error == nil {
            answer.error = DatabaseError(.server, "the server ended the batch without saying why")
        }
    }

    private mutating func readError() throws(DatabaseError) {
        var part = try reader.part(Int(try reader.number(UInt16.self)))
        let number = Int(try part.number(Int32.self))
        // State and severity.
        _ = try part.take(2)
        let message = try part.longText()
        if answer.error == nil { answer.error = DatabaseError(sqlServer: number, message: message) }
    }

    private mutating func readLoginAcknowledgement() throws(DatabaseError) {
        var part = try reader.part(Int(try reader.number(UInt16.self)))
        _ = try part.byte()
        // The version alone has its highest byte first.
        answer.version = (try part.number(UInt32.self)).byteSwapped
        answer.isLoggedIn = true
    }

    private mutating func skipFeatures() throws(DatabaseError) {
        while try reader.byte() != 0xFF { _ = try reader.take(Int(try reader.number(UInt32.self))) }
    }

    /// Reads a change of the environment: a transaction, the size of packets, or a route to another server.
    /// https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/2b3eb7e5-d43d-4d1b-bf4d-76b9e3afc791
    private mutating func readEnvironmentChange() throws(DatabaseError) {
        var part = try reader.part(Int(try reader.number(UInt16.self)))
        switch try part.byte() {
        case 4:
            guard let size = Int(try part.shortText()), (512...TDSPacket.largestSize).contains(size) else {
                throw DatabaseError(.invalid, "the server asks for packets of a size that there is not")
            }
            answer.packetSize = size
        case 8, 11:
            let descriptor = Array(try part.take(Int(try part.byte())))
            guard descriptor.count == 8 else {
                throw DatabaseError(.invalid, "the server names a transaction by \(descriptor.count) bytes")
            }
            answer.transaction = descriptor
        case 9, 10, 12, 17: answer.transaction = []
        case 20:
            _ = try part.number(UInt16.self)
            guard try part.byte() == 0 else {
                throw DatabaseError(.invalid, "the server routes to another by a protocol that is not TCP")
            }
            let port = Int(try part.number(UInt16.self))
            answer.route = TDSAnswer.Route(host: try part.longText(), port: port)
        default: break
        }
    }
}
