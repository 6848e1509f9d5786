/// The part of S3 that a ``PlanStore`` uses: GetObject with `If-None-Match`.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
public protocol PlanObjectReading: Sendable {
    /// - Parameters:
    ///   - eTag: of the version that is known already.
    ///   - deadline: when the caller gives up.
    /// - Returns: `nil` when there is no such object.
    /// - Throws: what the service refused, other than NoSuchKey.
    func planObject(
        bucket: String,
        key: String,
        unless eTag: String?,
        deadline: ContinuousClock.Instant?
    ) async throws -> PlanObject?
}
