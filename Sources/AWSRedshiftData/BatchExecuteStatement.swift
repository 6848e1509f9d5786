import AWSClient

extension RedshiftData {
    /// Submits statements that run one after another in one session.
    /// https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html
    ///
    /// - Parameters:
    ///   - statements: 1 to 40, of at most 100 KB each.
    ///   - name: up to 2,048 characters; events and listings contain it.
    ///   - clientToken: up to 64 characters. For 8 hours the same token returns the same batch and starts no other.
    ///     The call may therefore be repeated.
    ///   - withEvent: `true` when EventBridge shall receive an event at the end of the batch.
    ///   - isTransaction: `true` when all statements are one transaction; otherwise every statement commits by
    ///     itself.
    /// - Returns: the batch's id.
    /// - Throws: `AWSError`, among others `ValidationException`, `ActiveStatementsExceededException`,
    ///   `BatchExecuteStatementException` and, not in the model but seen, `ThrottlingException`.
    public func batchExecuteStatement(
        _ statements: [String],
        on target: RedshiftDataTarget,
        name: String,
        clientToken: String,
        withEvent: Bool,
        isTransaction: Bool = true,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> String {
        struct Input: Encodable {
            let WorkgroupName: String?
            let ClusterIdentifier: String?
            let Database: String
            let DbUser: String?
            let SecretArn: String?
            let Sqls: [String]
            let StatementName: String
            let ClientToken: String
            let WithEvent: Bool
            let ExecutionMode: String?
        }
        struct Output: Decodable, Sendable { let Id: String }
        let members = target.members
        let input = Input(
            WorkgroupName: members.WorkgroupName,
            ClusterIdentifier: members.ClusterIdentifier,
            Database: members.Database,
            DbUser: members.DbUser,
            SecretArn: members.SecretArn,
            Sqls: statements,
            StatementName: name,
            ClientToken: clientToken,
            WithEvent: withEvent,
            // The standard, which older services do not know by name.
            ExecutionMode: isTransaction ? nil : "AUTO_COMMIT"
        )
        let operation = try AWSOperation<Output>.json("BatchExecuteStatement", input, isIdempotent: true)
        return try await client.call(operation, deadline: deadline).Id
    }
}
