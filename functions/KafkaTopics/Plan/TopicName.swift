/// The rules for topic names.
/// https://kafka.apache.org/documentation/#topicconfigs
enum TopicName {
    /// - Returns: the reason why no topic can have this name; `nil` for a valid name.
    static func problem(of name: String) -> String? {
        if name.isEmpty || name.utf8.count > 249 { return "has no length from 1 to 249" }
        if name == "." || name == ".." { return "is \"\(name)\"" }
        if isInternal(name) { return "begins with __, as Kafka's own topics do" }
        let isLegal = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        return isLegal ? nil : "has other characters than letters, digits, \".\", \"_\" and \"-\""
    }

    /// Returns `true` for an internal topic of Kafka or of Amazon MSK.
    static func isInternal(_ name: String) -> Bool { name.hasPrefix("__") }

    /// Replaces each dot in a name by an underscore, as Kafka does in the names of metrics. Two topics with the same
    /// result cannot exist together.
    static func collisionKey(_ name: String) -> String { String(name.map { $0 == "." ? "_" : $0 }) }
}
