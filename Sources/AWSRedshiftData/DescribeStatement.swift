import AWSClient

extension RedshiftData {
    /// Reads a statement's state. Policies may allow this only to the identity that submitted the statement.
    /// https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_DescribeStatement.html
    ///
    /// - Parameter wait: seconds, 1 to 30, that the service may delay its answer until the statement has finished.
    ///   Older services refuse the parameter with a `ValidationException`; `nil` leaves it out.
    /// - Throws: `AWSError`, among others `ResourceNotFoundException` (unknown, or older than 24 hours).
    public func describeStatement(
        _ id: String,
        wait: Int? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> RedshiftDataStatement {
        struct Input: Encodable {
            let Id: String
            let WaitTimeSeconds: Int?
        }
        struct Output: Decodable, Sendable {
            struct Part: Decodable, Sendable {
                let Id: String
                let HasResultSet: Bool?
                let Error: String?
                let RedshiftQueryId: Int64?
            }
            let Id: String
            let Status: String
            let Error: String?
            let Duration: Int64?
            let RedshiftQueryId: Int64?
            let UpdatedAt: Double?
            let SubStatements: [Part]?
        }
        let operation = try AWSOperation<Output>.json(
            "DescribeStatement",
            Input(Id: id, WaitTimeSeconds: wait),
            isIdempotent: true
        )
        let output = try await client.call(operation, deadline: deadline)
        return RedshiftDataStatement(
            id: output.Id,
            status: RedshiftDataStatement.Status(output.Status),
            error: output.Error,
            // Nanoseconds; -1 is "not known".
            duration: output.Duration.flatMap { $0 < 0 ? nil : .nanoseconds($0) },
            queryID: output.RedshiftQueryId.flatMap { $0 > 0 ? $0 : nil },
            updatedAt: output.UpdatedAt,
            parts: (output.SubStatements ?? []).map {
                RedshiftDataStatement.Part(
                    id: $0.Id,
                    hasResult: $0.HasResultSet ?? false,
                    error: $0.Error,
                    queryID: $0.RedshiftQueryId.flatMap { $0 > 0 ? $0 : nil }
                )
            }
        )
    }
}
