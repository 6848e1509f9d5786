import AWSClient

extension RedshiftData {
    /// Asks Redshift to cancel a running statement. `describeStatement` shows whether the statement was cancelled.
    /// https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_CancelStatement.html
    ///
    /// - Throws: `AWSError`, among others `ValidationException` (the statement is finished already),
    ///   `ResourceNotFoundException`.
    public func cancelStatement(_ id: String, deadline: ContinuousClock.Instant? = nil) async throws {
        struct Input: Encodable { let Id: String }
        let operation = try AWSOperation<IgnoredOutput>.json("CancelStatement", Input(Id: id), isIdempotent: true)
        _ = try await client.call(operation, deadline: deadline)
    }
}
