/// Checks the names of Kafka topics.
/// https://kafka.apache.org/documentation/#topicconfigs
enum TopicName {
    /// - Returns: the reason why a topic cannot have the name; `nil` for a valid name.
    static func problem(of name: String) -> String? {
        if name.isEmpty || name.utf8.count > 249 { return "has no length from 1 to 249" }
        if name == "." || name == ".." { return "is \"\(name)\"" }
        let isLegal = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        return isLegal ? nil : "has other characters than letters, digits, \".\", \"_\" and \"-\""
    }
}
