import FoundationEssentials
import Testing

@testable import Parquet

/// Writes the files that `local/tests/parquet` reads with pyarrow, and compares with what it knows of them.
@Suite struct ParquetFilesTests {
    static let folder =
        #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/.build/parquet-files"

    static let allTypes = [
        ParquetColumn("id", .int64, isOptional: false), ParquetColumn("small", .int16), ParquetColumn("whole", .int32),
        ParquetColumn("single", .float), ParquetColumn("double", .double), ParquetColumn("flag", .boolean),
        ParquetColumn("text", .text), ParquetColumn("json", .json), ParquetColumn("bytes", .bytes),
        ParquetColumn("day", .date), ParquetColumn("time", .time(isUTC: false)),
        ParquetColumn("clock", .timestamp(isUTC: false)), ParquetColumn("moment", .timestamp(isUTC: true)),
        ParquetColumn("price", .decimal(precision: 9, scale: 2)),
        ParquetColumn("balance", .decimal(precision: 18, scale: 4)),
        ParquetColumn("huge", .decimal(precision: 38, scale: 10)),
    ]

    /// Row `n`: every third value of the optional columns is null.
    private func row(_ n: Int64) -> [ParquetValue] {
        let values: [ParquetValue] = [
            .integer(n), .integer(n % 1000 - 500), .integer(n * 1000 - 7), .double(Double(n) / 4),
            .double(-Double(n) / 8), .boolean(n % 2 == 0), .text("téxt \(n % 10)"), .text("{\"n\": \(n)}"),
            .bytes([0, UInt8(truncatingIfNeeded: n), 255]), .integer(n - 100), .integer(n * 1_000_001),
            .integer(n * 86_400_000_001), .integer(-n * 1_000_000), .integer(n * 100 - 55), .integer(-n * 10_000),
            .decimal(Int128(n) * 10_000_000_000_000_000_000_000),
        ]
        return values.enumerated().map { index, value in
            index > 0 && (Int(n) + index) % 3 == 0 ? .null : value
        }
    }

    private func write(_ name: String, _ file: [UInt8]) throws {
        try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: "\(Self.folder)/\(name).parquet", contents: Data(file)))
    }

    @Test(arguments: [("types", ParquetCompression.none), ("types-gzip", .gzip())])
    func everyType(name: String, compression: ParquetCompression) throws {
        var writer = try ParquetWriter(
            Self.allTypes,
            compression: compression,
            properties: [("writer", "test"), ("empty", "")]
        )
        for n in 0..<1000 {
            try writer.append(row(Int64(n)))
            if n == 600 { writer.endGroup() }
        }
        try write(name, writer.finish())
    }

    @Test func noRows() throws {
        var writer = try ParquetWriter(Self.allTypes)
        try write("empty", writer.finish())
    }

    /// The dictionary is left in the midst of a page; pages and groups are many; long texts are no bounds.
    @Test func manyPages() throws {
        let columns = [
            ParquetColumn("n", .int32, isOptional: false), ParquetColumn("many", .text, isOptional: false),
            ParquetColumn("few", .text), ParquetColumn("long", .text), ParquetColumn("null", .text),
            ParquetColumn("one", .text, isOptional: false),
        ]
        var writer = try ParquetWriter(columns, groupBytes: 3 << 19)
        for n in 0..<80_000 {
            let few: ParquetValue = n % 7 == 0 ? .null : .text("few \(n % 5)")
            let long: ParquetValue = n % 5000 == 0 ? .text(String(repeating: "x", count: 100_000)) : .null
            try writer.append([.integer(Int64(n)), .text("many \(n)"), few, long, .null, .text("one")])
        }
        try write("pages", writer.finish())
    }

    /// Bounds that readers must not be led astray by.
    @Test func bounds() throws {
        let columns = [
            ParquetColumn("nan", .double), ParquetColumn("zero", .double), ParquetColumn("text", .text),
            ParquetColumn("negative", .decimal(precision: 20, scale: 0)), ParquetColumn("nulls", .int64),
        ]
        var writer = try ParquetWriter(columns)
        try writer.append([.double(.nan), .double(0), .text("b"), .integer(-5), .null])
        try writer.append([.double(1), .double(-0.0), .text("é"), .integer(7), .null])
        try writer.append([.double(.infinity), .double(0), .text("a\u{0}"), .integer(-300), .null])
        try write("bounds", writer.finish())
    }
}
