/// A statement of a load, and the step that it carries out.
public struct LoadStatement: Sendable, Hashable {
    public let step: LoadStatementKind
    public let text: String
    /// The statement's text for temporary tables alone; `nil` for a statement that other sessions would see.
    public let rehearsal: String?
    /// The queries that find out why the statement failed; `nil` for a statement that is no guard, or whose count explains the
    /// failure.
    public let evidence: GuardFailureQueries?

    /// - Parameter rehearsal: `nil` for the text itself, where the step touches tables of the session only.
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
