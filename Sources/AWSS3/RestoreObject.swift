import AWSClient
public import HTTPTransport

extension S3 {
    /// The speed of a restore.
    public enum RestoreTier: String, Sendable, CaseIterable {
        case standard = "Standard"
        case bulk = "Bulk"
        case expedited = "Expedited"
    }

    /// Requests a temporary copy of an archived object. A restore that is already in progress causes no error.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html
    ///
    /// - Parameter days: the number of days that the copy stays; `nil` for INTELLIGENT_TIERING, which restores the
    ///   object itself.
    /// - Throws: `AWSError`, among others `GlacierExpeditedRetrievalNotAvailable` (503), `AccessDenied`.
    public func restoreObject(
        bucket: String,
        key: String,
        version: String? = nil,
        days: Int?,
        tier: RestoreTier,
        headers extra: HTTPHeaders = [:],
        deadline: ContinuousClock.Instant? = nil
    ) async throws {
        var headers = extra
        headers["Content-Type"] = "application/xml"
        var operation = try objectOperation(
            "RestoreObject",
            .post,
            bucket: bucket,
            key: key,
            query: Self.query([("restore", ""), ("versionId", version)]),
            headers: headers,
            isIdempotent: true
        ) { _ in true }
        operation.body = Array(
            "<RestoreRequest>\(days.map { "<Days>\($0)</Days>" } ?? "")<GlacierJobParameters><Tier>\(tier.rawValue)</Tier></GlacierJobParameters></RestoreRequest>"
                .utf8
        )
        do {
            _ = try await call(operation, on: bucket, deadline: deadline)
        } catch let error as AWSError where error.code == "RestoreAlreadyInProgress" {}
    }
}
