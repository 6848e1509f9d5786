public import JSON

/// A command in the words that all functions share: from a schedule (`{"sweep": true}`), or from a person. Each function
/// says which of them it takes.
public struct FunctionCommand: Sendable {
    public enum Name: String, Sendable, CaseIterable {
        /// Finds the work whose event never came.
        case sweep
        case status
        case cancel
        case retry
        case backfill
        /// Keeps a backfill from starting its next run.
        case pause
        /// Ends a pause.
        case resume
    }

    public let name: Name
    /// The value behind the name: `true` for a sweep, a run's id or an object for the others.
    public let argument: JSONElement
    private let event: JSONElement

    /// - Returns: `nil` when the event has none of the names.
    /// - Throws: `JSONError` for two commands at once, and for a sweep that is not `true`.
    init?(_ event: JSONElement) throws(JSONError) {
        let names = Name.allCases.filter { event[$0.rawValue].kind != nil }
        guard let name = names.first else { return nil }
        if names.count > 1 { throw event[names[1].rawValue].error("cannot be given together with \(name.rawValue)") }
        argument = event[name.rawValue]
        if name == .sweep, try !argument.bool { throw argument.error("must be true") }
        self.name = name
        self.event = event
    }

    /// A member beside the command, e.g. `wait` of `{"retry": "run-1", "wait": true}`.
    public subscript(option: String) -> JSONElement { event[option] }

    /// Refuses a misspelt or unknown member, which would otherwise be ignored silently.
    ///
    /// - Parameter options: the members that the command may have beside its name.
    public func refuseOptions(otherThan options: String...) throws(JSONError) {
        for member in try event.object {
            let found = try member.name
            if found != name.rawValue, !options.contains(found) {
                let known = ([name.rawValue] + options).map { "\"\($0)\"" }.joined(separator: ", ")
                throw member.value.error("is no member of this command; it has \(known)")
            }
        }
    }
}
