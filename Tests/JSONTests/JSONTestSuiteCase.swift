import Testing

/// A text that a JSON parser must accept or refuse. Named as in the public conformance suite JSONTestSuite (N. Seriot,
/// "Parsing JSON is a Minefield"), whose cases these inputs describe.
struct JSONTestSuiteCase: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]

    /// - Parameter text: `<FF>` stands for the byte 0xFF.
    init(_ name: String, _ text: String) {
        self.name = name
        var bytes: [UInt8] = []
        let units = Array(text.utf8)
        var at = 0
        while at < units.count {
            if units[at] == UInt8(ascii: "<"), at + 3 < units.count, units[at + 3] == UInt8(ascii: ">"),
                let byte = UInt8(String(decoding: units[at + 1...at + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                at += 4
            } else {
                bytes.append(units[at])
                at += 1
            }
        }
        self.bytes = bytes
    }

    var testDescription: String { name }
}
