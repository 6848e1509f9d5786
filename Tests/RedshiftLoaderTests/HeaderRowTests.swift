import RedshiftSQL
import Testing

@testable import RedshiftLoader

/// The names in the first row of a CSV or text file.
@Suite struct HeaderRowTests {
    @Test(arguments: [
        ("id,name\n1,Ann\n", ["id", "name"]), ("id,name\r\n1,Ann\r\n", ["id", "name"]),
        ("\u{FEFF}id,name\n", ["id", "name"]), (" id , name \n", ["id", "name"]),
        ("\"id\",\"the \"\"name\"\"\"\n", ["id", "the \"name\""]),
        ("id,\"two\nlines\"\n", ["id", "two\nlines"]), ("id,\n", ["id", ""]), ("id\n", ["id"]),
        ("\"a,b\",c\n", ["a,b", "c"]),
    ]) func namesAreReadAsCopyReadsFields(text: String, names: [String]) {
        #expect(HeaderRow(Array(text.utf8), .csv(), isWhole: false)?.names == names)
    }

    @Test func aFileThatIsOnlyAHeaderNeedsNoLineEnd() {
        #expect(HeaderRow(Array("id,name".utf8), .csv(), isWhole: true)?.names == ["id", "name"])
        #expect(HeaderRow(Array("id,name".utf8), .csv(), isWhole: false) == nil)
        #expect(HeaderRow(Array("id,\"name".utf8), .csv(), isWhole: true) == nil)
    }

    @Test func otherMarksAreThePlans() {
        #expect(
            HeaderRow(Array("id;'a;b'\n".utf8), .csv(delimiter: ";", quote: "'"), isWhole: true)?.names == [
                "id", "a;b",
            ]
        )
        #expect(HeaderRow(Array("id|a\\|b\n".utf8), .text(hasEscapes: true), isWhole: true)?.names == ["id", "a|b"])
        #expect(HeaderRow(Array("id\ta\n".utf8), .text(delimiter: "\t"), isWhole: true)?.names == ["id", "a"])
        #expect(HeaderRow(Array("PAR1".utf8), .parquet, isWhole: true) == nil)
    }

    @Test func whatIsNoGzipIsNotUnpacked() {
        #expect(GzipBeginning.unpacked(Array("id,name\n".utf8), limit: 100) == nil)
        #expect(GzipBeginning.unpacked([], limit: 100) == [])
        // RFC 1952: one stored block, "id\n", and twice of it.
        let packed: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1, 3, 0, 0xFC, 0xFF, 0x69, 0x64, 0x0A, 0x4B, 0x04, 0x80, 0x1B, 3, 0,
            0,
            0,
        ]
        let whole = GzipBeginning.unpacked(packed, limit: 100)
        // The checksum of these three bytes is not the point: without the trailer the beginning is there all the same.
        #expect(GzipBeginning.unpacked(Array(packed.dropLast(8)), limit: 100) == Array("id\n".utf8))
        #expect(whole == nil || whole == Array("id\n".utf8))
        #expect(GzipBeginning.unpacked(Array(packed.dropLast(8)), limit: 2) == Array("id".utf8))
    }
}
