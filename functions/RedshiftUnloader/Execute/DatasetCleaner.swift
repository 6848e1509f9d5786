import AWSClient
import AWSS3
import LambdaRuntime
import Logging

/// Deletes files that no published dataset consists of: whoever reads a place by its prefix would read them too.
///
/// It deletes only below the prefix of an attempt, which nobody but that attempt writes to. What cannot be deleted stays,
/// and is logged: an export does not fail for it.
struct DatasetCleaner: Sendable {
    let services: UnloaderServices
    let deadline: ContinuousClock.Instant
    let logger: Logger

    private static let concurrency = 16

    func remove(_ attempt: AttemptPrefix, under place: S3Location) async {
        guard !place.bucket.isEmpty, !attempt.run.isEmpty else { return }
        let prefix = place.appending(attempt.description)
        do {
            var continuation: String?
            repeat {
                let page = try await services.s3.listObjects(
                    bucket: prefix.bucket,
                    prefix: prefix.key,
                    continuation: continuation,
                    deadline: deadline
                )
                try await concurrentForEach(page.objects, limit: Self.concurrency) { object in
                    try await services.s3.deleteObject(bucket: prefix.bucket, key: object.key, deadline: deadline)
                }
                continuation = page.continuation
            } while continuation != nil
        } catch {
            logger.warning("\(prefix) could not be deleted", metadata: ["errorMessage": "\(error)"])
        }
    }
}
