public import JSON

/// A command to a function, from a schedule (`{"sweep": true}`) or from a person. All functions share the command
/// names. Each function states the commands that it accepts.
public struct FunctionCommand: Sendable {
    public enum Name: String, Sendable, CaseIterable {
        /// Finds work that is waiting because its event never arrived.
        case sweep
        case status
        case cancel
        case retry
        case backfill
        /// Prevents a backfill from starting its next run.
        case pause
        /// Ends the pause of a backfill.
        case resume
    }

    public let name: Name
    /// The value of the command's member: `true` for a sweep, a run's id or an object for the other commands.
    public let argument: JSONElement
    private let event: JSONElement

    /// Reads the command of an event.
    ///
    /// - Returns: `nil` when the event has none of the command names.
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

    /// An option of the command, such as `wait` in `{"retry": "run-1", "wait": true}`.
    public subscript(option: String) -> JSONElement { event[option] }

    /// Throws for a misspelt or unknown member, which would otherwise be ignored silently.
    ///
    /// - Parameter options: the members that the command may have in addition to its name.
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
