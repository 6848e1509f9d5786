/// A statement of a load, and the step that it carries out.
public struct LoadStatement: Sendable, Hashable {
    public let step: LoadStatementKind
    public let text: String
    /// The text that a diagnosis runs in place of ``text``. It changes temporary tables only. `nil` when the statement
    /// has no such text.
    public let rehearsal: String?
    /// The queries that find out why the statement failed. `nil` when the statement is not a guard, or when the guard's
    /// count already explains the failure.
    public let evidence: GuardFailureQueries?

    /// - Parameter rehearsal: the text for a diagnosis; `nil` to use `text`, if the step changes temporary tables only.
    public init(
        _ step: LoadStatementKind,
        _ text: String,
        rehearsal: String? = nil,
        evidence: GuardFailureQueries? = nil
    ) {
        self.step = step
        self.text = text
        self.rehearsal = rehearsal ?? (step.isOfSession ? text : nil)
        self.evidence = evidence
    }
}
