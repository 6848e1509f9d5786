import RedshiftSQL

/// The column names in the first row of a CSV or text file.
struct HeaderRow: Sendable, Equatable {
    let names: [String]

    /// Reads the first row of a file.
    ///
    /// - Parameters:
    ///   - bytes: the first bytes of the file, unpacked.
    ///   - format: CSV or text; other formats have no header.
    ///   - isWhole: `true` when the bytes are the whole file.
    /// - Returns: `nil` when the row does not end within the bytes.
    init?(_ bytes: [UInt8], _ format: CopyFormat, isWhole: Bool) {
        let marks: (delimiter: UInt8, quote: UInt8?, escape: UInt8?)
        switch format {
        case .csv(let delimiter, let quote):
            marks = (delimiter?.utf8.first ?? UInt8(ascii: ","), quote?.utf8.first ?? UInt8(ascii: "\""), nil)
        case .text(let delimiter, let hasEscapes, _):
            marks = (delimiter?.utf8.first ?? UInt8(ascii: "|"), nil, hasEscapes ? UInt8(ascii: "\\") : nil)
        case .parquet, .orc, .json, .avro: return nil
        }
        // A writer on Windows may begin with a byte order mark.
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        var names: [String] = []
        var name: [UInt8] = []
        var isQuoted = false
        func close() { names.append(Self.text(name)) }
        while let byte = rest.popFirst() {
            if isQuoted {
                if byte != marks.quote {
                    name.append(byte)
                } else if rest.first == marks.quote {
                    name.append(byte)
                    rest.removeFirst()
                } else {
                    isQuoted = false
                }
            } else if byte == marks.quote {
                isQuoted = true
            } else if byte == marks.escape {
                guard let next = rest.popFirst() else { return nil }
                name.append(next)
            } else if byte == marks.delimiter {
                close()
                name = []
            } else if byte == UInt8(ascii: "\n") {
                close()
                self.names = names
                return
            } else {
                name.append(byte)
            }
        }
        guard isWhole, !isQuoted else { return nil }
        close()
        self.names = names
    }

    /// Returns a name without the blanks around it, and without the carriage return at the end of a line.
    private static func text(_ name: [UInt8]) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r") }
        let end = name.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 0
        return String(decoding: name[..<end].drop(while: isBlank), as: UTF8.self)
    }
}
