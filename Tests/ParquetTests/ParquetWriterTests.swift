import Testing

@testable import Parquet

@Suite struct ParquetWriterTests {
    private func footer(_ file: [UInt8]) throws -> ParquetFooter {
        let length = try ParquetFooter.metadataLength(file)
        return try ParquetFooter(metadata: file.dropLast(8).suffix(length))
    }

    @Test func aFileWithoutRowsIsAFile() throws {
        var writer = try ParquetWriter([ParquetColumn("id", .int64)])
        let file = writer.finish()
        #expect(file.starts(with: "PAR1".utf8))
        #expect(try footer(file).rows == 0)
    }

    @Test func bytesThatWereTakenAreTheFilesBeginning() throws {
        var writer = try ParquetWriter([ParquetColumn("id", .int64)], compression: .none)
        var whole = try ParquetWriter([ParquetColumn("id", .int64)], compression: .none)
        var parts: [UInt8] = []
        for number in 0..<1000 {
            try writer.append([.integer(Int64(number))])
            try whole.append([.integer(Int64(number))])
            if number % 100 == 99 {
                writer.endGroup()
                whole.endGroup()
                parts += writer.takeBytes()
            }
        }
        parts += writer.finish()
        #expect(parts == whole.finish())
        #expect(try footer(parts).rows == 1000)
    }

    @Test func aGroupEndsWhenItIsLongEnough() throws {
        var writer = try ParquetWriter([ParquetColumn("id", .int64)], compression: .none, groupBytes: 8 * 1024)
        for number in 0..<4000 { try writer.append([.integer(Int64(number))]) }
        // Finished groups are written; the open one is not.
        let written = writer.takeBytes().count
        #expect(written > 8 * 3000)
        #expect(written < 8 * 3500)
    }

    @Test(arguments: [
        (ParquetType.int16, ParquetValue.integer(32_768), "32768"), (.int32, .integer(1 << 31), "2147483648"),
        (.date, .integer(-1 << 40), "date"), (.time(isUTC: false), .integer(-1), "time"), (.int64, .double(1), "1.0"),
        (.decimal(precision: 4, scale: 2), .integer(10_000), "10000"),
        (.decimal(precision: 38, scale: 0), .decimal(ParquetType.greatest(ofDigits: 38) + 1), "decimal"),
        (.text, .bytes([0xFF]), "UTF-8"), (.json, .bytes([0xC3]), "UTF-8"), (.text, .integer(1), "text"),
        (.bytes, .text("a"), "bytes"), (.boolean, .integer(1), "boolean"), (.double, .text("1"), "double"),
    ])
    func aValueThatDoesNotFitIsNamed(type: ParquetType, value: ParquetValue, word: String) throws {
        var writer = try ParquetWriter([ParquetColumn("id", .int64), ParquetColumn("amount", type)])
        try writer.append([.integer(1)])
        let error = #expect(throws: ParquetError.self) { try writer.append([.integer(2), value]) }
        #expect(error?.description.contains("row 1 of column \"amount\"") == true)
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }

    @Test func aRequiredColumnTakesNoNull() throws {
        var writer = try ParquetWriter([ParquetColumn("id", .int64, isOptional: false)])
        #expect(throws: ParquetError.self) { try writer.append([.null]) }
    }

    @Test func aRowHasEveryColumnOnce() throws {
        var writer = try ParquetWriter([ParquetColumn("a", .int64), ParquetColumn("b", .int64)])
        try writer.append(.integer(1), to: 0)
        #expect(throws: ParquetError.incompleteRow(0, missing: "b")) { try writer.endRow() }
        #expect(throws: ParquetError.self) { try writer.append([.null, .null, .null]) }
    }

    @Test(arguments: [
        [], [ParquetColumn("a", .int64), ParquetColumn("a", .text)],
        [ParquetColumn("a", .decimal(precision: 39, scale: 0))], [ParquetColumn("a", .decimal(precision: 0, scale: 0))],
        [ParquetColumn("a", .decimal(precision: 4, scale: 5))],
    ])
    func columnsThatNoFileCanHaveAreRefused(columns: [ParquetColumn]) {
        #expect(throws: ParquetError.self) { try ParquetWriter(columns) }
    }

    @Test(arguments: [(9, 4), (10, 5), (18, 8), (19, 9), (38, 16)]) func aDecimalTakesTheFewestBytes(
        digits: Int,
        bytes: Int
    ) {
        #expect(ParquetType.bytes(ofDigits: digits) == bytes)
    }

    /// Values that were made to collide cost no more than a column without a dictionary.
    @Test func aDictionaryIsBounded() {
        var dictionary = ByteArrayDictionary()
        var count = 0
        while dictionary.index(of: Array("value \(count)".utf8)[...]) != nil { count += 1 }
        #expect(count <= ByteArrayDictionary.mostEntries)
        #expect(dictionary.plain.count <= ByteArrayDictionary.mostBytes)
        #expect(dictionary.index(of: [UInt8](repeating: 1, count: ByteArrayDictionary.mostBytes)[...]) == nil)
        for index in [0, 1, count / 2, count - 1] {
            #expect(dictionary.value(UInt32(index)).elementsEqual("value \(index)".utf8))
        }
    }
}
