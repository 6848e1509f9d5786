/// The attribute that a word of an expression names.
func dynamoDBName(_ word: String, _ names: JSON?) throws(FakeDynamoDB.Refusal) -> String {
    if word.hasPrefix("#") {
        guard let name = names?[word]?.string else { throw .invalid("\(word) is not defined") }
        return name
    }
    // Some of DynamoDB's hundreds of reserved words, those somebody here might come upon.
    let reserved: Set = [
        "token", "source", "status", "state", "name", "key", "value", "plan", "timestamp", "time", "date", "range",
        "parts", "open", "ttl", "target", "bucket", "owner", "lease", "size", "count", "type", "data", "window",
        "schedule", "run",
        "user", "items",
    ]
    guard !reserved.contains(word.lowercased()) else { throw .invalid("\(word) is a reserved word") }
    return word
}

/// Words, and the signs between them as words of their own.
func dynamoDBWords(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text {
        switch character {
        case " ", "\n", "\t", "(", ")", ",", "=", "<", ">", "+":
            if !word.isEmpty { words.append(word) }
            word = ""
            if character.isWhitespace { continue }
            // `<=`, `>=` and `<>` are one sign.
            if let last = words.last, ["<=", ">=", "<>"].contains(last + String(character)) {
                words[words.count - 1] = last + String(character)
            } else {
                words.append(String(character))
            }
        default: word.append(character)
        }
    }
    return word.isEmpty ? words : words + [word]
}
