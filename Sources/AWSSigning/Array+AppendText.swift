/// Appending text to bytes, as signing does dozens of times a request.
extension [UInt8] {
    /// Appends a text's UTF-8 in one piece: the sequence of its bytes would be asked for them one by one.
    mutating func append(utf8Of text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }
}
