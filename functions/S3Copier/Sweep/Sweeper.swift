import AWSS3
import LambdaRuntime
import Logging
import StateStore
import UTCTime

/// Repairs work whose messages were lost: stalled copies in parts, uploads that no record names, and a crawl that did
/// not start.
struct Sweeper: Sendable {
    /// The age after which an upload of this function counts as abandoned, if no record names it.
    static let orphanAge = Duration.seconds(86_400)
    /// The maximum number of times that the messages of one copy are sent again. After them a person must act: by then
    /// the messages are in the dead-letter queue.
    static let resends = 3

    let scope: InvocationScope

    /// Repairs each item independently; one failure does not stop the rest.
    ///
    /// - Throws: the first error, after all else was done.
    func sweep() async throws -> SweepCounts {
        var counts = SweepCounts()
        guard scope.settings.multipart != nil else { return counts }
        var failure: (any Error)?
        var known: Set<String> = []
        let stalled = ago(MultipartCopyRecord.stall)
        var open = try scope.multipartStore().open(dueBy: nil)
        while let found = try await open.next() {
            do {
                let record = try found.get().document
                // Not those it abandoned: they are to be aborted.
                if let id = record.uploadID { known.insert(id) }
                guard record.updatedAt < stalled else { continue }
                counts.stalledCopies += 1
                try await resend(record)
            } catch {
                failure = failure ?? error
            }
        }
        for bucket in Set(scope.settings.routes.map(\.targetBucket)).sorted() {
            do {
                counts.orphansAborted += try await abortOrphans(in: bucket, known)
            } catch {
                failure = failure ?? error
            }
        }
        if let crawler = scope.settings.notifications.crawler {
            do {
                try await CrawlScheduler(scope: scope, crawler: crawler).sweep()
            } catch {
                failure = failure ?? error
            }
        }
        scope.metrics.add("StalledCopies", Double(counts.stalledCopies))
        scope.metrics.add("OrphansAborted", Double(counts.orphansAborted))
        if let failure { throw failure }
        return counts
    }

    private func ago(_ duration: Duration) -> UTCTime { scope.now().advanced(by: .zero - duration) }

    private func resend(_ record: MultipartCopyRecord) async throws {
        let isGivenUp = record.resends >= Self.resends
        scope.logger.log(
            level: isGivenUp ? .error : .warning,
            isGivenUp
                ? "a copy in parts stands still, and sending its messages again did not help; see the dead-letter queue"
                : "a copy in parts stands still; its messages are sent again",
            metadata: ["target": "s3://\(record.target)", "phase": "\(record.phase.rawValue)"]
        )
        guard !isGivenUp else { return }
        let now = scope.now()
        guard try await scope.multipartStore().update(record, { $0.resend(at: now) }) != nil else { return }
        try await FollowUpQueue(scope: scope).send(record.lostMessages)
    }

    private func abortOrphans(in bucket: String, _ known: Set<String>) async throws -> Int {
        guard let caller = await UploadCleaner(scope: scope).caller() else { return 0 }
        let before = ago(Self.orphanAge)
        var target = S3CopyTarget(bucket: bucket, key: "")
        target.expectedOwner = scope.settings.routes.first { $0.targetBucket == bucket }?.targetOwner
        let orphans = try await scope.services.store.openUploads(
            bucket: bucket,
            headers: target.accessHeaders,
            deadline: scope.deadline
        ) { upload in
            upload.initiator == caller && !known.contains(upload.id) && (upload.initiated.map { $0 < before } ?? false)
        }
        var aborted = 0
        let store = try scope.multipartStore()
        for upload in orphans {
            target.key = upload.key
            // The list of open work may be late: the record itself decides.
            let record = try await store.record(of: MultipartCopyRecord.name(of: target))
            if let record, record.phase != .done, record.uploadID == upload.id { continue }
            aborted += 1
            try await scope.services.store.abortMultipartUpload(
                S3MultipartUpload(target: target, id: upload.id),
                deadline: scope.deadline
            )
        }
        return aborted
    }
}
