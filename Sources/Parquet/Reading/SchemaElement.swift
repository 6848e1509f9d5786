/// One element of the schema in a file's footer.
struct SchemaElement {
    var type: Int64?
    var length = 0
    var isRepeated = false
    var name = ""
    var children: Int64 = 0
    var converted: Int64?
    var scale: Int64 = 0
    var precision: Int64 = 0
    var logical: ParquetFileColumn.Kind?

    var kind: ParquetFileColumn.Kind {
        if children > 0 || isRepeated { return .nested }
        if let logical { return logical }
        switch converted {
        case 0, 4, 19, 20: return .text
        case 1, 2, 3: return .nested
        case 5: return decimal
        case 6: return .date
        case 7, 8: return .time
        case 9: return .timestamp(.milliseconds)
        case 10: return .timestamp(.microseconds)
        case 11: return .integer(bits: 8, isSigned: false)
        case 12: return .integer(bits: 16, isSigned: false)
        case 13: return .integer(bits: 32, isSigned: false)
        case 14: return .integer(bits: 64, isSigned: false)
        case 15: return .integer(bits: 8, isSigned: true)
        case 16: return .integer(bits: 16, isSigned: true)
        default: break
        }
        switch type {
        case 0: return .boolean
        case 1: return .integer(bits: 32, isSigned: true)
        case 2: return .integer(bits: 64, isSigned: true)
        // INT96, which only ever held timestamps.
        case 3: return .timestamp(.microseconds)
        case 4: return .float
        case 5: return .double
        case 6: return .text
        case 7: return .fixed(length: length)
        default: return .unknown
        }
    }

    private var decimal: ParquetFileColumn.Kind {
        guard (1...76).contains(precision), (0...precision).contains(scale) else { return .unknown }
        return .decimal(precision: Int(precision), scale: Int(scale))
    }

    init(_ reader: inout ThriftReader) throws(ThriftReader.Malformed) {
        var last = 0
        while let field = try reader.field(after: last) {
            switch (field.id, field.kind) {
            case (1, .i32): type = try reader.integer()
            case (2, .i32): length = Int(clamping: try reader.integer())
            case (3, .i32): isRepeated = try reader.integer() == 2
            case (4, .binary): name = try reader.text()
            case (5, .i32):
                children = try reader.integer()
                guard (0...1_000_000).contains(children) else { throw ThriftReader.Malformed() }
            case (6, .i32): converted = try reader.integer()
            case (7, .i32): scale = try reader.integer()
            case (8, .i32): precision = try reader.integer()
            case (10, .structure): logical = try Self.logicalType(&reader)
            default: try reader.skip(field.kind)
            }
            last = field.id
        }
    }

    /// Reads the logical type: a Thrift union, which is a structure in which one field is set.
    private static func logicalType(
        _ reader: inout ThriftReader
    ) throws(ThriftReader.Malformed) -> ParquetFileColumn.Kind? {
        var (found, last): (ParquetFileColumn.Kind?, Int) = (nil, 0)
        while let field = try reader.field(after: last) {
            guard field.kind == .structure else {
                try reader.skip(field.kind)
                last = field.id
                continue
            }
            let members = try Members(&reader)
            switch field.id {
            case 1, 4, 12, 13: found = .text
            case 2, 3: found = .nested
            case 5:
                let (scale, precision) = (members.numbers[1] ?? 0, members.numbers[2] ?? 0)
                if (1...76).contains(precision), (0...precision).contains(scale) {
                    found = .decimal(precision: Int(precision), scale: Int(scale))
                }
            case 6: found = .date
            case 7: found = .time
            case 8: found = .timestamp(members.unit ?? .nanoseconds)
            case 10:
                let bits = Int(clamping: members.numbers[1] ?? 0)
                if [8, 16, 32, 64].contains(bits) {
                    found = .integer(bits: bits, isSigned: members.flags[2] ?? true)
                }
            case 14: found = .fixed(length: 16)
            default: break
            }
            last = field.id
        }
        return found
    }

    /// The fields of a logical type.
    private struct Members {
        var numbers: [Int: Int64] = [:]
        var flags: [Int: Bool] = [:]
        var unit: ParquetFileColumn.Unit?

        init(_ reader: inout ThriftReader) throws(ThriftReader.Malformed) {
            var last = 0
            while let field = try reader.field(after: last) {
                switch field.kind {
                case .i16, .i32, .i64: numbers[field.id] = try reader.integer()
                case .byte: numbers[field.id] = Int64(try reader.int8())
                case .yes, .no: flags[field.id] = field.kind == .yes
                case .structure: unit = try Self.unit(&reader) ?? unit
                case .double, .binary, .list, .set, .map: try reader.skip(field.kind)
                }
                last = field.id
            }
        }

        private static func unit(
            _ reader: inout ThriftReader
        ) throws(ThriftReader.Malformed) -> ParquetFileColumn.Unit? {
            var (found, last): (ParquetFileColumn.Unit?, Int) = (nil, 0)
            while let field = try reader.field(after: last) {
                switch field.id {
                case 1: found = .milliseconds
                case 2: found = .microseconds
                case 3: found = .nanoseconds
                default: break
                }
                try reader.skip(field.kind)
                last = field.id
            }
            return found
        }
    }
}
