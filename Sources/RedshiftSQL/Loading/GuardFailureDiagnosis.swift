/// The batch that finds the reason why a load failed at a guard. It repeats the load's steps up to the guard in
/// temporary tables, then counts the broken rows and shows some.
public struct GuardFailureDiagnosis: Sendable, Hashable {
    public let statements: [String]
    public let evidence: GuardFailureQueries
    /// The index, from 0, of the statement that runs ``GuardFailureQueries/query``.
    public let counting: Int
    /// Maps the index of a count to the index of the statement that shows its sample rows. Both begin at 0.
    public let samples: [Int: Int]

    init(rehearsal: [String], _ evidence: GuardFailureQueries) {
        self.evidence = evidence
        counting = rehearsal.count
        var statements = rehearsal + [evidence.query]
        var samples: [Int: Int] = [:]
        for (index, count) in evidence.counts.enumerated() {
            guard let sample = count.sample, statements.count < RedshiftBatch.mostStatements,
                sample.utf8.count <= RedshiftBatch.longestStatement
            else { continue }
            samples[index] = statements.count
            statements.append(sample)
        }
        self.statements = statements
        self.samples = samples
    }
}
