/// The batch that finds out why a guard failed a load. It repeats the load's steps up to the guard in temporary tables, then
/// counts the broken rows and shows some.
public struct GuardFailureDiagnosis: Sendable, Hashable {
    public let statements: [String]
    public let evidence: GuardFailureQueries
    /// The statement that answers ``GuardFailureQueries/query``, from 0.
    public let counting: Int
    /// The statements that show rows, by the place of their count, from 0.
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
