import AWSClient
import AWSS3
import LambdaRuntime
import Logging
import StateStore
import UTCTime

/// Deletes files that belong to no published dataset. Readers that list the dataset's prefix would otherwise read those
/// files too.
///
/// The cleaner deletes only in the folders of an attempt, and nobody but that attempt writes there. An export does not
/// fail when files cannot be deleted: their folders are recorded, and the sweeper deletes them.
struct DatasetCleaner: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope

    private static let concurrency = 16

    /// Deletes folders that an export no longer needs. Folders that cannot be deleted are recorded for the sweeper.
    ///
    /// - Throws: `StateStoreError` when a folder can be neither deleted nor recorded.
    func remove(_ folders: [S3Location], of export: String, in run: String) async throws {
        var left: [String] = []
        for folder in folders where !folder.bucket.isEmpty && !run.isEmpty {
            if await !remove(folder) { left.append("\(folder)") }
        }
        guard !left.isEmpty else { return }
        let found = left
        let new = AbandonedFolders(run: run, export: export, since: services.clock.now())
        try await scope.state.change(.leftovers(of: export, of: run), from: new) { $0.add(found) }
    }

    /// Deletes every object in a folder.
    ///
    /// - Returns: `false` when the folder may still contain objects.
    func remove(_ folder: S3Location) async -> Bool {
        do {
            var continuation: String?
            repeat {
                let page = try await services.s3.listObjects(
                    bucket: folder.bucket,
                    prefix: folder.key,
                    continuation: continuation,
                    deadline: scope.deadline
                )
                try await concurrentForEach(page.objects, limit: Self.concurrency) { object in
                    try await services.s3.deleteObject(
                        bucket: folder.bucket,
                        key: object.key,
                        deadline: scope.deadline
                    )
                }
                continuation = page.continuation
            } while continuation != nil
            return true
        } catch {
            scope.context.logger.warning(
                "\(folder) could not be deleted; the sweeper tries it again",
                metadata: ["errorMessage": "\(error)"]
            )
            return false
        }
    }
}
