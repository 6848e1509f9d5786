import Glibc

/// A JSON text and its structure. All elements (``JSONElement``) of a document share one tape.
final class JSONTape: Sendable {
    let bytes: [UInt8]
    let tokens: [JSONToken]

    init(_ bytes: [UInt8]) throws(JSONError) {
        do throws(JSONSyntaxFault) {
            tokens = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONSyntaxFault) in
                var scanner = JSONScanner(buffer)
                try scanner.scan()
                return scanner.tokens
            }
        } catch {
            throw JSONError(
                .notJSON,
                "is not JSON: \(error.problem)",
                path: "",
                position: JSONPosition(of: error.offset, in: bytes)
            )
        }
        self.bytes = bytes
    }

    /// A tape with the value `null` and no text, for decoders that read an absent value as `null`.
    static let null = JSONTape()

    private init() {
        bytes = []
        tokens = [JSONToken(.null, at: 0, length: 0)]
    }

    /// Returns the index of the entry after a value and all of its contents.
    func next(after index: Int) -> Int { index + tokens[index].span }

    /// Finds the value of the member with this name. When several members have the name, the last one counts, as in
    /// JavaScript, Python and Go.
    ///
    /// - Parameter object: the index of the object's entry.
    func value(named name: UnsafeBufferPointer<UInt8>, in object: Int) -> Int? {
        var found: Int?
        bytes.withUnsafeBufferPointer { bytes in
            tokens.withUnsafeBufferPointer { tokens in
                var index = object + 1
                let end = index + tokens[object].length
                while index < end {
                    let key = tokens[index]
                    if key.hasEscapes {
                        if unescaped(key, matches: name) { found = index + 1 }
                    } else if key.length == name.count, isEqual(bytes, at: key.start, to: name) {
                        found = index + 1
                    }
                    index += 1 + tokens[index + 1].span
                }
            }
        }
        return found
    }

    private func isEqual(
        _ bytes: UnsafeBufferPointer<UInt8>,
        at start: Int,
        to name: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard let text = bytes.baseAddress, let wanted = name.baseAddress else { return name.isEmpty }
        return memcmp(text + start, wanted, name.count) == 0
    }

    private func unescaped(_ key: JSONToken, matches name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let text = JSONUnescaping.bytes(of: key, in: bytes) else { return false }
        return text.elementsEqual(name)
    }
}
