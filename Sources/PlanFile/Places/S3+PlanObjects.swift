internal import AWSClient
public import AWSS3

extension S3: PlanObjectReading {
    public func planObject(
        bucket: String,
        key: String,
        unless eTag: String?,
        deadline: ContinuousClock.Instant?
    ) async throws -> PlanObject? {
        do {
            let object = try await getObject(bucket: bucket, key: key, unless: eTag, deadline: deadline)
            return object.map { .content($0.bytes, eTag: $0.head.etag) } ?? .unchanged
        } catch let error as AWSError where error.code == "NoSuchKey" {
            return nil
        }
    }
}
