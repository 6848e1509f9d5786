import AWSGlue
import AWSS3
import AWSSTS
import LambdaRuntime
import StateStore
import Logging
import UTCTime

/// Looks after what the messages lost: large copies that stand still, uploads nobody knows of, a crawl that never came.
struct Sweeper: Sendable {
    /// An upload of ours this old that no record names has lost its maker.
    static let orphanAge = Duration.seconds(86_400)
    /// What did not end after so many times needs a person: its messages are in the dead-letter queue by then.
    static let resends = 3

    struct Result: Encodable, Sendable, Equatable {
        var stalledCopies = 0
        var orphansAborted = 0
    }

    let context: CopyContext

    /// Each thing for itself: one that cannot be mended does not keep the others from it.
    ///
    /// - Throws: the first error, after all else was done.
    func sweep() async throws -> Result {
        var result = Result()
        guard context.settings.multipart != nil else { return result }
        var failure: (any Error)?
        var known: Set<String> = []
        let store = try MultipartCopier(context: context).table()
        let stalled = ago(MultipartCopyRecord.stall)
        var open = store.open(dueBy: nil)
        while let found = try await open.next() {
            do {
                let record = try found.get().document
                // Not those it abandoned: they are to be aborted.
                if let id = record.uploadID { known.insert(id) }
                guard record.updatedAt < stalled else { continue }
                result.stalledCopies += 1
                try await resend(record)
            } catch {
                failure = failure ?? error
            }
        }
        for bucket in Set(context.settings.routes.map(\.targetBucket)).sorted() {
            do {
                result.orphansAborted += try await abortOrphans(in: bucket, known)
            } catch {
                failure = failure ?? error
            }
        }
        if let crawler = context.settings.notifications.crawler {
            do {
                try await CrawlSchedule(context: context, crawler: crawler).sweep()
            } catch {
                failure = failure ?? error
            }
        }
        context.metrics.add("StalledCopies", Double(result.stalledCopies))
        context.metrics.add("OrphansAborted", Double(result.orphansAborted))
        if let failure { throw failure }
        return result
    }

    private func ago(_ duration: Duration) -> UTCTime { context.services.clock.now().advanced(by: .zero - duration) }

    private func resend(_ record: MultipartCopyRecord) async throws {
        let isGivenUp = record.resends >= Self.resends
        context.logger.log(
            level: isGivenUp ? .error : .warning,
            isGivenUp
                ? "a copy in parts stands still, and sending its messages again did not help; see the dead-letter queue"
                : "a copy in parts stands still; its messages are sent again",
            metadata: ["target": "s3://\(record.target)", "phase": "\(record.phase.rawValue)"]
        )
        guard !isGivenUp else { return }
        let copier = MultipartCopier(context: context)
        let counted = try await copier.table().update(record) { document in
            document.resends += 1
            return true
        }
        guard counted != nil else { return }
        switch record.phase {
        case .preparing: try await copier.send([.object(record.request)])
        case .copying where !record.hasAllRanges: try await copier.fanOut(record)
        // Any of its messages completes it.
        case .copying, .completing: try await copier.send([.parts(range: 0, of: record.name)])
        case .done: break
        }
    }

    private func abortOrphans(in bucket: String, _ known: Set<String>) async throws -> Int {
        guard let me = await MultipartCopier(context: context).caller() else { return 0 }
        let before = ago(Self.orphanAge)
        var target = S3CopyTarget(bucket: bucket, key: "")
        target.expectedOwner = context.settings.routes.first { $0.targetBucket == bucket }?.targetOwner
        let orphans = try await context.services.store.openUploads(
            bucket: bucket,
            headers: target.accessHeaders,
            deadline: context.deadline
        ) { upload in
            upload.initiator == me && !known.contains(upload.id) && (upload.initiated.map { $0 < before } ?? false)
        }
        var aborted = 0
        let store = try MultipartCopier(context: context).table()
        for upload in orphans {
            target.key = upload.key
            // The list of open work may be late: the record itself decides.
            let record = try await store.record(of: MultipartCopyRecord.name(of: target))
            if let record, record.phase != .done, record.uploadID == upload.id { continue }
            aborted += 1
            try await context.services.store.abortMultipartUpload(
                S3Upload(target: target, id: upload.id),
                deadline: context.deadline
            )
        }
        return aborted
    }
}
