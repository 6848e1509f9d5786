import AWSClient

extension RedshiftData {
    /// Reads the columns of a statement's result, in their order. A result without rows has columns too.
    /// https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ColumnMetadata.html
    ///
    /// - Parameter id: the id of a statement, or of a statement within a batch (`<id>:<n>`).
    /// - Throws: `AWSError`, among others `ResourceNotFoundException`: results are kept for 24 hours.
    public func resultColumns(
        of id: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [RedshiftDataColumn] {
        struct Input: Encodable { let Id: String }
        struct Output: Decodable, Sendable { let ColumnMetadata: [RedshiftDataColumn] }
        let operation = try AWSOperation<Output>.json("GetStatementResult", Input(Id: id), isIdempotent: true)
        return try await client.call(operation, deadline: deadline).ColumnMetadata
    }
}
