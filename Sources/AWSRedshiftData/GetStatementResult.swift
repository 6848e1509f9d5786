import AWSClient

extension RedshiftData {
    /// Reads the first page of a statement's result. Results are kept for 24 hours.
    /// https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_GetStatementResult.html
    ///
    /// - Parameter id: the id of a statement, or of a statement within a batch (`<id>:<n>`).
    /// - Throws: `AWSError`, among others `ResourceNotFoundException`.
    public func firstRecords(
        of id: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [[RedshiftDataField]] {
        try await page(of: id, after: nil, deadline).records
    }

    /// Reads all pages of a statement's result, up to a limit.
    ///
    /// - Parameters:
    ///   - id: the id of a statement, or of a statement within a batch (`<id>:<n>`).
    ///   - mostPages: the maximum number of pages that are read.
    /// - Throws: `AWSError`, among others `ResourceNotFoundException`.
    public func allRecords(
        of id: String,
        mostPages: Int = 100,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [[RedshiftDataField]] {
        var records: [[RedshiftDataField]] = []
        var next: String?
        for _ in 0..<mostPages {
            let page = try await page(of: id, after: next, deadline)
            records += page.records
            guard let token = page.next, !token.isEmpty else { break }
            next = token
        }
        return records
    }

    private func page(
        of id: String,
        after token: String?,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> (records: [[RedshiftDataField]], next: String?) {
        struct Input: Encodable {
            let Id: String
            let NextToken: String?
        }
        struct Output: Decodable, Sendable {
            let Records: [[RedshiftDataField]]
            let NextToken: String?
        }
        let operation = try AWSOperation<Output>.json(
            "GetStatementResult",
            Input(Id: id, NextToken: token),
            isIdempotent: true
        )
        let output = try await client.call(operation, deadline: deadline)
        return (output.Records, output.NextToken)
    }
}
