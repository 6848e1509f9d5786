import AWSClient
import AWSS3
import LambdaRuntime
import Logging

/// Deletes files that no published dataset consists of: readers that list a place would read them too.
///
/// It deletes only in the folders of an attempt, which nobody but that attempt writes to. Files that cannot be deleted stay
/// and are logged: an export does not fail for them.
struct DatasetCleaner: Sendable {
    let services: UnloaderServices
    let deadline: ContinuousClock.Instant
    let logger: Logger

    private static let concurrency = 16

    /// Deletes both folders of an attempt.
    func remove(_ attempt: AttemptPrefix, under place: S3Location) async {
        guard !attempt.run.isEmpty else { return }
        await remove(attempt.published(under: place))
        await remove(attempt.staging(under: place))
    }

    /// Deletes the folder that UNLOAD wrote to.
    func removeStaging(_ attempt: AttemptPrefix, under place: S3Location) async {
        guard !attempt.run.isEmpty else { return }
        await remove(attempt.staging(under: place))
    }

    private func remove(_ folder: S3Location) async {
        guard !folder.bucket.isEmpty else { return }
        do {
            var continuation: String?
            repeat {
                let page = try await services.s3.listObjects(
                    bucket: folder.bucket,
                    prefix: folder.key,
                    continuation: continuation,
                    deadline: deadline
                )
                try await concurrentForEach(page.objects, limit: Self.concurrency) { object in
                    try await services.s3.deleteObject(bucket: folder.bucket, key: object.key, deadline: deadline)
                }
                continuation = page.continuation
            } while continuation != nil
        } catch {
            logger.warning("\(folder) could not be deleted", metadata: ["errorMessage": "\(error)"])
        }
    }
}
