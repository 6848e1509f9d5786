import TextSearch

/// A placeholder that a state machine, a schedule or a template should have replaced by a value. If a state's field
/// name lacks the `.$`, `"$$.Execution.Name"` arrives unchanged, and all executions would have this same key.
enum UnresolvedPlaceholder {
    /// Describes the placeholder in a field's text, or in a property's name; `nil` when the text contains none. No part
    /// of such a text may be a placeholder.
    static func problem(ofName text: String) -> String? {
        if let problem = problem(ofValue: text) { return problem }
        let bytes = Array(text.utf8)
        if isCall(bytes) || hasPath(bytes) { return reference }
        if text.hasPrefix("States."), text.utf8.contains(UInt8(ascii: "(")) { return intrinsic }
        if hasPair("{%", "%}", in: text) { return jsonata }
        if [("${", "}"), ("#{", "}"), ("{{", "}}")].contains(where: { hasPair($0.0, $0.1, in: text) }) {
            return placeholder
        }
        if ["!Ref ", "!Sub ", "!GetAtt "].contains(where: text.hasPrefix) { return placeholder }
        return tag(bytes) == nil ? nil : keyword
    }

    /// Describes the placeholder, if a property's value as a whole looks like one; `nil` for a real value. A
    /// placeholder inside a longer value is accepted, because the value may be a template for the job.
    static func problem(ofValue text: String) -> String? {
        if text == "$" || text == "$$" { return reference }
        if ["$.", "$$.", "$[", "$$[", "$states."].contains(where: text.hasPrefix) {
            return "\(reference): write \".$\" at the end of the field's name"
        }
        if text.hasPrefix("{%") || text.hasSuffix("%}") { return jsonata }
        if text.hasSuffix(")"), isCall(Array(text.utf8)) { return jsonata }
        if text.hasPrefix("States."), text.utf8.contains(UInt8(ascii: "(")), text.hasSuffix(")") { return intrinsic }
        if isVariable(Array(text.utf8)) { return jsonata }
        if text.hasPrefix("${") || text.hasPrefix("#{"), text.hasSuffix("}") { return placeholder }
        if text.hasPrefix("{{"), text.hasSuffix("}}") { return placeholder }
        if text.hasPrefix("<"), tag(Array(text.utf8))?.count == text.utf8.count { return keyword }
        return nil
    }

    private static let reference = "looks like a reference that Step Functions did not resolve"
    private static let jsonata =
        "looks like a JSONata expression that was not evaluated: write it in {% %}, in a state with \"QueryLanguage\": \"JSONata\""
    private static let intrinsic =
        "looks like an intrinsic function that was not evaluated: write \".$\" at the end of the field's name"
    private static let placeholder = "looks like a placeholder that the template did not replace"
    private static let keyword = "looks like a keyword of EventBridge that was not replaced"

    /// Returns `true` when a text begins with a JSONata function or field: `$uuid()`, `$states.input`.
    private static func isCall(_ text: [UInt8]) -> Bool {
        guard text.first == UInt8(ascii: "$") else { return false }
        let name = text.dropFirst().prefix { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
        guard let first = name.first, isLetter(first), name.endIndex < text.endIndex else { return false }
        return text[name.endIndex] == UInt8(ascii: "(") || text[name.endIndex] == UInt8(ascii: ".")
    }

    /// Returns `true` when a text contains a path: `$.` at the start or after a separator (`orders-$.detail.id`), or
    /// `$$.` anywhere (`orders$$.Execution.Name`).
    private static func hasPath(_ text: [UInt8]) -> Bool {
        let dollar = UInt8(ascii: "$")
        for (index, byte) in text.enumerated() where byte == dollar {
            guard index + 2 < text.count, text[index + 1] == UInt8(ascii: "."), isLetter(text[index + 2]) else {
                continue
            }
            guard index > 0 else { return true }
            if !isLetter(text[index - 1]), !isDigit(text[index - 1]) { return true }
        }
        return false
    }

    /// Returns `true` when the whole text is a variable, such as `$orderId` of JSONata, or `$HOME`. An amount of money
    /// such as `$5` is no variable.
    private static func isVariable(_ text: [UInt8]) -> Bool {
        let name = text.drop { $0 == UInt8(ascii: "$") }
        guard (1...2).contains(text.count - name.count), let first = name.first else { return false }
        return (isLetter(first) || first == UInt8(ascii: "_"))
            && name.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// Finds the first name in angle brackets, such as `<detail.eventID>`.
    private static func tag(_ text: [UInt8]) -> ArraySlice<UInt8>? {
        for start in text.indices where text[start] == UInt8(ascii: "<") {
            let name = text[(start + 1)...].prefix {
                isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "$")
            }
            guard !name.isEmpty, name.endIndex < text.endIndex, text[name.endIndex] == UInt8(ascii: ">") else {
                continue
            }
            return text[start...name.endIndex]
        }
        return nil
    }

    private static func hasPair(_ opening: String, _ closing: String, in text: String) -> Bool {
        guard let start = text.firstRange(ofText: opening) else { return false }
        return text[start.upperBound...].firstRange(ofText: closing) != nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
