import Parquet
import Testing

@Suite struct ParquetFooterTests {
    /// FileMetaData in Thrift's compact protocol, by hand: version 1, a schema of two elements, 1,000 rows, what follows.
    static let metadata: [UInt8] =
        [0x15, 0x02]  // 1: i32 1
        + [0x19, 0x2C]  // 2: list of 2 structures
        + [0x48, 0x06] + Array("schema".utf8) + [0x15, 0x02, 0x00]  // name (4), num_children (5)
        + [0x15, 0x04, 0x25, 0x02, 0x18, 0x02] + Array("id".utf8) + [0x00]  // type (1), repetition (3), name (4)
        + [0x16, 0xD0, 0x0F]  // 3: i64 1000
        + [0x19, 0x0C]  // 4: no row groups
        + [0x00]

    static func file(_ metadata: [UInt8], mark: String = "PAR1") -> [UInt8] {
        let length = metadata.count
        return Array("PAR1".utf8) + metadata + [UInt8(length & 0xFF), UInt8(length >> 8), 0, 0] + Array(mark.utf8)
    }

    @Test func readsTheNumberOfRows() throws {
        let file = Self.file(Self.metadata)
        let length = try ParquetFooter.metadataLength(file)
        #expect(length == Self.metadata.count)
        #expect(try ParquetFooter(metadata: file.dropLast(8).suffix(length)).rows == 1000)
    }

    @Test func theBeginningOfTheMetadataIsEnough() throws {
        #expect(try ParquetFooter(metadata: Self.metadata.dropLast(3)).rows == 1000)
    }

    @Test(arguments: ["PAR2", "PARE", "\u{0}\u{0}\u{0}\u{0}"]) func anotherEndIsRefused(mark: String) {
        #expect(throws: ParquetFooter.Unreadable.self) {
            try ParquetFooter.metadataLength(Self.file(Self.metadata, mark: mark))
        }
        #expect(throws: ParquetFooter.Unreadable.self) { try ParquetFooter.metadataLength(Array("PAR1".utf8)) }
    }

    @Test func everyCutAndEveryChangedByteIsAnErrorOrANumber() {
        for length in 0..<Self.metadata.count { _ = try? ParquetFooter(metadata: Self.metadata.prefix(length)) }
        for place in Self.metadata.indices {
            for value in UInt8.min...UInt8.max {
                var metadata = Self.metadata
                metadata[place] = value
                if let footer = try? ParquetFooter(metadata: metadata[...]) { #expect(footer.rows >= 0) }
            }
        }
    }

    @Test func endlessNestingAndLengthsAreRefused() {
        let nested = [UInt8](repeating: 0x1C, count: 10_000)
        let long: [UInt8] = [0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
        let list: [UInt8] = [0x19, 0xF1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
        for bytes in [nested, long, list] {
            #expect(throws: ParquetFooter.Unreadable.self) { try ParquetFooter(metadata: bytes[...]) }
        }
    }
}
