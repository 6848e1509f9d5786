import Parquet
import Testing

@Suite struct ParquetFileColumnsTests {
    /// A schema's element: its name, and the number of its children where it has some.
    private static func element(_ name: String, _ children: UInt8? = nil) -> [UInt8] {
        [0x48, UInt8(name.utf8.count)] + Array(name.utf8) + (children.map { [0x15, $0 * 2] } ?? []) + [0x00]
    }

    private static func metadata(_ elements: [[UInt8]]) -> [UInt8] {
        [0x15, 0x02, 0x19, UInt8(elements.count << 4 | 0x0C)] + elements.flatMap { $0 } + [0x16, 0x02, 0x00]
    }

    @Test func areInTheFilesOrder() throws {
        let bytes = Self.metadata([Self.element("schema", 3), Self.element("b"), Self.element("a"), Self.element("c")])
        #expect(try ParquetFileColumns(metadata: bytes[...]).names == ["b", "a", "c"])
    }

    @Test func aNestedColumnIsOneColumn() throws {
        let bytes = Self.metadata([
            Self.element("schema", 3), Self.element("tags", 1), Self.element("list", 2), Self.element("x"),
            Self.element("y"), Self.element("id"), Self.element("at"),
        ])
        #expect(try ParquetFileColumns(metadata: bytes[...]).names == ["tags", "id", "at"])
    }

    @Test func everyCutAndEveryChangedByteIsAnErrorOrAList() {
        let bytes = Self.metadata([
            Self.element("schema", 2), Self.element("tags", 1), Self.element("x"), Self.element("id"),
        ])
        for length in 0..<bytes.count { _ = try? ParquetFileColumns(metadata: bytes.prefix(length)) }
        for place in bytes.indices {
            for value in UInt8.min...UInt8.max {
                var changed = bytes
                changed[place] = value
                _ = try? ParquetFileColumns(metadata: changed[...])
            }
        }
    }

    @Test func noSchemaIsAnError() {
        #expect(throws: ParquetFooter.Unreadable.self) { try ParquetFileColumns(metadata: [0x15, 0x02, 0x00]) }
    }
}
