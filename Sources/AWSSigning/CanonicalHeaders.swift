import HTTPTransport

/// The headers that the signature covers: all except those that a proxy or libcurl may change.
struct CanonicalHeaders {
    /// The signed headers: names in lower case and sorted, values with single spaces.
    private let fields: [(name: String, value: String)]
    /// The names of the signed headers, separated by semicolons.
    let names: [UInt8]

    init(_ headers: HTTPHeaders, host: String) {
        var fields = [(name: "host", value: host)]
        fields.reserveCapacity(headers.fields.count + 1)
        for field in headers.fields {
            let name = Self.lowerCased(field.name)
            guard Self.isSigned(name) else { continue }
            let value = Self.singleSpaced(field.value)
            if let index = fields.firstIndex(where: { $0.name == name }) {
                fields[index].value += ",\(value)"
            } else {
                fields.append((name, value))
            }
        }
        fields.sort { $0.name < $1.name }
        self.fields = fields
        var names: [UInt8] = []
        names.reserveCapacity(256)
        for (index, field) in fields.enumerated() {
            if index > 0 { names.append(UInt8(ascii: ";")) }
            names.append(utf8Of: field.name)
        }
        self.names = names
    }

    /// Appends one line `name:value` for each header, as the canonical request requires.
    func appendLines(to text: inout [UInt8]) {
        for field in fields {
            text.append(utf8Of: field.name)
            text.append(UInt8(ascii: ":"))
            text.append(utf8Of: field.value)
            text.append(UInt8(ascii: "\n"))
        }
    }

    /// Returns a name in lower case. Most names are in lower case already and need no copy.
    private static func lowerCased(_ name: String) -> String {
        name.utf8.contains { $0 >= 0x80 || (0x41...0x5A).contains($0) } ? name.lowercased() : name
    }

    private static func isSigned(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4: name != "host"
        case 6: name != "expect"
        case 10: name != "connection" && name != "user-agent"
        case 13: name != "authorization"
        case 15: name != "x-amzn-trace-id"
        case 17: name != "transfer-encoding"
        default: true
        }
    }

    /// Replaces each run of white space by one space, and removes white space at both ends. It works on bytes, because
    /// it runs for every header of every request, and nearly all of them need no change.
    private static func singleSpaced(_ value: String) -> String {
        var value = value
        let isAsItShouldBe = value.withUTF8 { text in
            var isAfterSpace = true
            for byte in text {
                if byte == 0x09 || (byte == 0x20 && isAfterSpace) { return false }
                isAfterSpace = byte == 0x20
            }
            return !isAfterSpace || text.isEmpty
        }
        if isAsItShouldBe { return value }
        var spaced: [UInt8] = []
        for byte in value.utf8 {
            if byte != 0x20, byte != 0x09 {
                spaced.append(byte)
            } else if let last = spaced.last, last != 0x20 {
                spaced.append(0x20)
            }
        }
        if spaced.last == 0x20 { spaced.removeLast() }
        return String(decoding: spaced, as: UTF8.self)
    }
}
