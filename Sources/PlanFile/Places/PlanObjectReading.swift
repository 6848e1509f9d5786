/// The part of S3 that a ``PlanStore`` uses: GetObject with `If-None-Match`.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
public protocol PlanObjectReading: Sendable {
    /// Reads an object, unless it still has the known ETag.
    ///
    /// - Parameters:
    ///   - eTag: the ETag of the version that the caller knows.
    ///   - deadline: the time when the caller gives up.
    /// - Returns: `nil` when there is no such object.
    /// - Throws: the service's error, except NoSuchKey.
    func planObject(
        bucket: String,
        key: String,
        unless eTag: String?,
        deadline: ContinuousClock.Instant?
    ) async throws -> PlanObject?
}
