/// Text that a state machine, a schedule or a template should have replaced by a value. With a forgotten `.$` in a state's
/// field name, `"$$.Execution.Name"` arrives as it is written, and would be everybody's key.
enum UnresolvedReference {
    /// Says what a text looks like; `nil` for one that is a value.
    static func problem(of text: String) -> String? {
        if text == "$" || text == "$$" { return reference }
        if ["$.", "$$.", "$[", "$$["].contains(where: text.hasPrefix) {
            return "\(reference): write \".$\" at the end of the field's name"
        }
        if text.hasPrefix("{%") || text.hasSuffix("%}") {
            return
                "looks like a JSONata expression that was not evaluated: the state needs \"QueryLanguage\": \"JSONata\""
        }
        if text.hasPrefix("States."), text.contains("("), text.hasSuffix(")") {
            return
                "looks like an intrinsic function that was not evaluated: write \".$\" at the end of the field's name"
        }
        if text.hasPrefix("${"), text.hasSuffix("}") {
            return "looks like a placeholder that the template did not replace"
        }
        if text.hasPrefix("<aws."), text.hasSuffix(">") {
            return "looks like a keyword of EventBridge that was not replaced"
        }
        return nil
    }

    private static let reference = "looks like a reference that Step Functions did not resolve"
}
