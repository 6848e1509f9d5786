import PlanFile

/// The value of a topic's config in the form that Kafka expects. A plan may write `7d` for milliseconds, and `1 MiB`
/// for bytes.
enum ConfigValue {
    /// Reads a config's value from a plan.
    ///
    /// - Parameters:
    ///   - name: the config's name, whose ending shows the unit.
    ///   - value: the value in the plan.
    /// - Returns: `nil` when the value is invalid; the mistake is then recorded in the plan's reader.
    static func read(_ name: String, _ value: PlanValueReader) -> String? {
        let expected = "text, a number, true or false"
        guard let scalar = value.scalar else {
            value.refuse("must be \(expected)")
            return nil
        }
        if value.isExploration { return "" }
        let text = scalar.text
        guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 }), text.utf8.count <= 4_096 else {
            value.refuse("must be \(expected), of 1 to 4,096 bytes")
            return nil
        }
        if name.hasSuffix(".ms"), let duration = PlanDuration.read(text) {
            let (milliseconds, overflow) = duration.components.seconds.multipliedReportingOverflow(by: 1_000)
            guard !overflow else {
                value.refuse("is longer than Kafka can say")
                return nil
            }
            return "\(milliseconds)"
        }
        if name.hasSuffix(".bytes"), let size = PlanSize.read(text) { return "\(size)" }
        if name.hasSuffix(".ms") || name.hasSuffix(".bytes"), Int64(text) == nil {
            let example = name.hasSuffix(".ms") ? "7d or 15m" : "1 MiB"
            value.refuse("must be a number, or \(example); -1 is without a limit")
            return nil
        }
        return text
    }

    /// - Returns: the reason why no config can have this name; `nil` for a valid name.
    static func problem(of name: String) -> String? {
        let isLegal = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        return isLegal && (1...200).contains(name.utf8.count) ? nil : "is no name of a config, such as retention.ms"
    }
}
