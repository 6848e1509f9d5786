/// Collects the values of one column chunk and divides them into pages.
///
/// Byte arrays are first written with a dictionary. When the dictionary is full, the current page and all later pages
/// are PLAIN; the pages before them stay unchanged.
struct ColumnBuilder: Sendable {
    /// The size of a page in bytes. The row that reaches this size ends the page.
    static let pageBytes = 1 << 20
    static let pageRows = 20_000

    let column: ParquetColumn
    private(set) var pages: [ColumnPage] = []
    private(set) var statistics = ColumnStatistics()
    private(set) var dictionary: ByteArrayDictionary?
    /// The number of values in the chunk, nulls included.
    private(set) var count = 0
    /// The number of bytes in the finished pages.
    private var pagedBytes = 0

    // The page that is being filled.
    private var isPresent: [UInt32] = []
    private var nullsOfPage = 0
    private var plain: [UInt8] = []
    private var indices: [UInt32] = []
    private var usesDictionary: Bool
    private var booleans: [UInt32] = []

    init(_ column: ParquetColumn) {
        self.column = column
        usesDictionary = column.type.physical == .byteArray
        if usesDictionary { dictionary = ByteArrayDictionary() }
    }

    /// The approximate number of bytes in the chunk, before compression.
    var bufferedBytes: Int {
        pagedBytes + plain.count + indices.count * 2 + booleans.count / 8 + (dictionary?.plain.count ?? 0)
    }

    // MARK: Values

    /// Appends a value.
    ///
    /// - Returns: the reason why the column does not accept the value; `nil` when the value was appended.
    mutating func append(_ value: ParquetValue) -> String? {
        if value == .null {
            guard column.isOptional else { return "the column takes no null" }
            statistics.addNull()
            return finish(isPresent: false)
        }
        switch column.type.physical {
        case .boolean:
            guard case .boolean(let value) = value else { return Self.mismatch(value, column.type) }
            booleans.append(value ? 1 : 0)
            statistics.add(Int128(value ? 1 : 0))
        case .float, .double:
            guard let number = Self.number(value) else { return Self.mismatch(value, column.type) }
            append(number)
        case .byteArray:
            guard let bytes = Self.bytes(value, column.type) else { return Self.mismatch(value, column.type) }
            append(bytes)
        case .int32, .int64, .fixedLengthByteArray:
            guard let number = whole(value) else { return Self.mismatch(value, column.type) }
            plain.appendPlain(number, column.type)
            statistics.add(number)
        }
        return finish(isPresent: true)
    }

    private mutating func append(_ number: Double) {
        if column.type == .float {
            plain.appendLittleEndian(Float(number).bitPattern)
            statistics.add(Double(Float(number)))
        } else {
            plain.appendLittleEndian(number.bitPattern)
            statistics.add(number)
        }
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        statistics.add(bytes)
        if usesDictionary {
            if let index = dictionary?.index(of: bytes) {
                indices.append(index)
                return
            }
            leaveDictionary()
        }
        plain.appendLittleEndian(UInt32(bytes.count))
        plain += bytes
    }

    /// Replaces the current page's dictionary indices with the values themselves, in the encoding PLAIN.
    private mutating func leaveDictionary() {
        usesDictionary = false
        guard let dictionary else { return }
        for index in indices {
            let value = dictionary.value(index)
            plain.appendLittleEndian(UInt32(value.count))
            plain += value
        }
        indices = []
    }

    private mutating func finish(isPresent: Bool) -> String? {
        count += 1
        self.isPresent.append(isPresent ? 1 : 0)
        if !isPresent { nullsOfPage += 1 }
        if self.isPresent.count >= Self.pageRows || plain.count + indices.count * 2 >= Self.pageBytes { endPage() }
        return nil
    }

    // MARK: Pages

    mutating func endPage() {
        guard !isPresent.isEmpty else { return }
        var bytes: [UInt8] = []
        if column.isOptional {
            let levels =
                nullsOfPage == 0
                ? RunLengthEncoder.encode(run: isPresent.count, of: 1, width: 1)
                : RunLengthEncoder.encode(isPresent, width: 1)
            bytes.appendLittleEndian(UInt32(levels.count))
            bytes += levels
        }
        var encoding = ParquetEncoding.plain
        if column.type.physical == .boolean {
            bytes += Self.packed(booleans)
        } else if usesDictionary, let dictionary {
            encoding = .dictionary
            let width = RunLengthEncoder.width(below: dictionary.count)
            bytes.append(UInt8(width))
            bytes += RunLengthEncoder.encode(indices, width: width)
        } else {
            bytes += plain
        }
        pages.append(ColumnPage(values: isPresent.count, encoding: encoding, bytes: bytes))
        pagedBytes += bytes.count
        isPresent.removeAll(keepingCapacity: true)
        nullsOfPage = 0
        plain.removeAll(keepingCapacity: true)
        indices.removeAll(keepingCapacity: true)
        booleans.removeAll(keepingCapacity: true)
    }

    /// Packs Booleans into one bit each, the lowest bit first.
    private static func packed(_ booleans: [UInt32]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (booleans.count + 7) / 8)
        for (index, value) in booleans.enumerated() where value == 1 { bytes[index / 8] |= 1 << UInt8(index % 8) }
        return bytes
    }

    // MARK: Checking

    private func whole(_ value: ParquetValue) -> Int128? {
        if case .decimal(let precision, _) = column.type {
            let number: Int128
            switch value {
            case .integer(let value): number = Int128(value)
            case .decimal(let value): number = value
            default: return nil
            }
            let greatest = ParquetType.greatest(ofDigits: precision)
            return (-greatest...greatest).contains(number) ? number : nil
        }
        guard case .integer(let number) = value, column.type.wholeNumbers?.contains(number) ?? false else { return nil }
        return Int128(number)
    }

    private static func number(_ value: ParquetValue) -> Double? {
        switch value {
        case .double(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }

    private static func bytes(_ value: ParquetValue, _ type: ParquetType) -> ArraySlice<UInt8>? {
        switch value {
        case .text(let text) where type != .bytes: Array(text.utf8)[...]
        case .bytes(let bytes): type == .bytes || String(validating: bytes, as: UTF8.self) != nil ? bytes : nil
        default: nil
        }
    }

    private static func mismatch(_ value: ParquetValue, _ type: ParquetType) -> String {
        switch value {
        case .null: "a null is not of type \(type)"
        case .boolean: "a boolean is not of type \(type)"
        case .integer(let number): "\(number) is not of type \(type)"
        case .decimal(let number): "the decimal of \(number) does not fit \(type)"
        case .double(let number): "\(number) is not of type \(type)"
        case .text: "a text is not of type \(type)"
        case .bytes: type == .text || type == .json ? "the bytes are not UTF-8" : "bytes are not of type \(type)"
        }
    }
}
