extension SQS {
    /// Escapes a JSON text so that SQS accepts it as a message. SQS refuses characters that XML 1.0 does not allow,
    /// though JSON may contain them. In JSON they can only be inside strings, where an escape has the same meaning.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    ///
    /// - Parameter json: a whole JSON text.
    public static func messageBody(json: String) -> String {
        guard json.unicodeScalars.contains(where: { !isTaken($0) }) else { return json }
        var body = ""
        for scalar in json.unicodeScalars {
            if isTaken(scalar) {
                body.unicodeScalars.append(scalar)
            } else {
                let hex = String(scalar.value, radix: 16)
                body += "\\u" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
            }
        }
        return body
    }

    /// Checks that SQS accepts a character: `#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to
    /// #x10FFFF`.
    private static func isTaken(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
