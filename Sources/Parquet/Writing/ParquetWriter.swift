/// Writes a Parquet file without nested columns.
/// https://github.com/apache/parquet-format
///
/// ```swift
/// var writer = try ParquetWriter([ParquetColumn("id", .int64, isOptional: false), ParquetColumn("name", .text)])
/// try writer.append([.integer(1), .text("Ana")])
/// let file = writer.finish()
/// ```
///
/// Rows are collected into row groups. The caller may take the bytes of each finished group (``takeBytes()``), so that
/// a file need not fit into memory. Only the current group stays in memory, and a few bytes of every group for the
/// footer.
public struct ParquetWriter: Sendable {
    /// The default size of a row group in bytes, before compression. It is checked every 256 rows.
    public static let standardGroupBytes = 16 << 20

    public let columns: [ParquetColumn]
    /// The number of rows in the file so far.
    public private(set) var rows: Int64 = 0

    private let compression: ParquetCompression
    private let groupBytes: Int
    private let properties: [(name: String, value: String)]
    private var builders: [ColumnBuilder]
    private var groups: [RowGroup] = []
    private var output = Array("PAR1".utf8)
    /// The number of bytes that ``takeBytes()`` has returned.
    private var taken: Int64 = 0
    private var rowsOfGroup: Int64 = 0

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - columns: the columns in their order, with different names.
    ///   - groupBytes: the approximate size of a row group in bytes, before compression.
    ///   - properties: texts by name, which the footer contains.
    /// - Throws: ``ParquetError`` for columns that are not possible in a file.
    public init(
        _ columns: [ParquetColumn],
        compression: ParquetCompression = .gzip(),
        groupBytes: Int = standardGroupBytes,
        properties: [(name: String, value: String)] = []
    ) throws(ParquetError) {
        guard !columns.isEmpty else { throw .noColumns }
        var names: Set<[UInt8]> = []
        for column in columns {
            if let problem = column.type.problem { throw .column(column.name, "cannot be: \(problem)") }
            // By bytes: readers do not take two spellings of one character for one name.
            guard names.insert(Array(column.name.utf8)).inserted else { throw .column(column.name, "is there twice") }
        }
        self.columns = columns
        self.compression = compression
        self.groupBytes = groupBytes
        self.properties = properties
        builders = columns.map { ColumnBuilder($0) }
    }

    /// Appends a row.
    ///
    /// - Parameter row: one value for each column. Columns without a value are null.
    /// - Throws: ``ParquetError`` for a value that its column does not accept. The row is then missing in the file,
    ///   and no other row may follow: finish the file or discard it.
    public mutating func append(_ row: [ParquetValue]) throws(ParquetError) {
        guard row.count <= columns.count else {
            throw .incompleteRow(rows, missing: "behind \(columns[columns.count - 1].name)")
        }
        for index in columns.indices { try append(index < row.count ? row[index] : .null, to: index) }
        try endRow()
    }

    /// Appends a value to one column of the current row; ``endRow()`` ends the row.
    ///
    /// - Parameter column: the column's index in ``columns``.
    /// - Throws: ``ParquetError`` for a value that its column does not accept.
    public mutating func append(_ value: ParquetValue, to column: Int) throws(ParquetError) {
        if let problem = builders[column].append(value) {
            throw .value(column: columns[column].name, row: rows, problem)
        }
    }

    /// Ends the current row.
    ///
    /// - Throws: ``ParquetError`` when a column has no value in the row, or two.
    public mutating func endRow() throws(ParquetError) {
        for (index, builder) in builders.enumerated() where builder.count != Int(rowsOfGroup) + 1 {
            throw .incompleteRow(rows, missing: columns[index].name)
        }
        rows += 1
        rowsOfGroup += 1
        // Asking every column at every row would cost more than the rows.
        if rowsOfGroup % 256 == 0, builders.reduce(0, { $0 + $1.bufferedBytes }) >= groupBytes { endGroup() }
    }

    /// Ends the current row group, unless it is empty.
    public mutating func endGroup() {
        guard rowsOfGroup > 0 else { return }
        var chunks: [RowGroup.Chunk] = []
        for index in builders.indices {
            builders[index].endPage()
            chunks.append(write(builders[index]))
            builders[index] = ColumnBuilder(columns[index])
        }
        groups.append(RowGroup(chunks: chunks, rows: rowsOfGroup))
        rowsOfGroup = 0
    }

    /// Removes and returns the bytes of the finished row groups. All bytes that were taken, followed by those that
    /// ``finish()`` returns, are the file.
    public mutating func takeBytes() -> [UInt8] {
        taken += Int64(output.count)
        defer { output = [] }
        return output
    }

    /// Ends the file and writes its footer.
    ///
    /// - Returns: the file's bytes, except those that were already taken.
    public mutating func finish() -> [UInt8] {
        endGroup()
        let metadata = FileMetadata(
            columns: columns,
            groups: groups,
            rows: rows,
            codec: compression.codec,
            properties: properties,
            createdBy: "aws-lambdas"
        ).bytes
        output += metadata
        output.appendLittleEndian(UInt32(truncatingIfNeeded: metadata.count))
        output += "PAR1".utf8
        return takeBytes()
    }

    // MARK: Pages

    private var position: Int64 { taken + Int64(output.count) }

    private mutating func write(_ builder: ColumnBuilder) -> RowGroup.Chunk {
        let start = position
        var uncompressed: Int64 = 0
        var encodings: Set<ParquetEncoding> = builder.column.isOptional ? [.runLength] : []
        var dictionaryOffset: Int64?
        if builder.pages.contains(where: { $0.encoding == .dictionary }), let dictionary = builder.dictionary {
            dictionaryOffset = position
            encodings.insert(.plain)
            uncompressed += write(page: dictionary.plain, kind: .dictionary, values: dictionary.count, .plain)
        }
        let dataOffset = position
        for page in builder.pages {
            encodings.insert(page.encoding)
            uncompressed += write(page: page.bytes, kind: .data, values: page.values, page.encoding)
        }
        return RowGroup.Chunk(
            column: builder.column,
            encodings: encodings.sorted { $0.rawValue < $1.rawValue },
            values: builder.count,
            uncompressedBytes: uncompressed,
            compressedBytes: position - start,
            dictionaryOffset: dictionaryOffset,
            dataOffset: dataOffset,
            statistics: builder.statistics
        )
    }

    private enum PageKind: Int {
        case data = 0
        case dictionary = 2
    }

    /// Writes one page.
    ///
    /// - Returns: the number of bytes of the page and its header, before compression.
    private mutating func write(page bytes: [UInt8], kind: PageKind, values: Int, _ encoding: ParquetEncoding) -> Int64
    {
        let compressed = compression.compressed(bytes)
        var header = ThriftWriter()
        header.field(1, int32: kind.rawValue)
        header.field(2, int32: bytes.count)
        header.field(3, int32: compressed.count)
        header.field(4, int32: Int(Int32(bitPattern: ParquetCompression.checksum(compressed))))
        switch kind {
        case .data:
            header.field(5) { header in
                header.field(1, int32: values)
                header.field(2, int32: encoding.rawValue)
                header.field(3, int32: ParquetEncoding.runLength.rawValue)
                header.field(4, int32: ParquetEncoding.runLength.rawValue)
            }
        case .dictionary:
            header.field(7) { header in
                header.field(1, int32: values)
                header.field(2, int32: encoding.rawValue)
            }
        }
        header.end()
        output += header.bytes
        output += compressed
        return Int64(header.bytes.count + bytes.count)
    }
}
