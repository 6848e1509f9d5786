import LambdaRuntime
import Logging
import AWSServices
import UTCTime

/// Looks after what the messages lost: large copies that stand still, uploads nobody knows of, a crawl that never came.
struct Sweeper: Sendable {
    /// A copy that nothing was noted down for so long stands still: longer than any invocation.
    static let stall = Duration.seconds(1_800)
    /// An upload of ours this old that no record names has lost its maker.
    static let orphanAge = Duration.seconds(86_400)

    struct Result: Encodable, Sendable, Equatable {
        var stalledCopies = 0
        var orphansAborted = 0
    }

    let context: CopyContext

    /// - Throws: `AWSError`.
    func sweep() async throws -> Result {
        var result = Result()
        guard let settings = context.settings.large else { return result }
        let copier = LargeCopier(context: context)
        let now = context.services.clock.now()
        var known: Set<String> = []
        var start: DynamoDB.Item?
        repeat {
            let page = try await context.services.database.scan(
                settings.table,
                from: start,
                deadline: context.deadline
            )
            for record in page.items.compactMap(LargeCopyRecord.init) {
                known.formUnion(record.abandoned)
                if let id = record.uploadID { known.insert(id) }
                guard record.phase != .done, record.updatedAt < now.advanced(by: .zero - Self.stall) else { continue }
                result.stalledCopies += 1
                context.logger.warning(
                    "a large copy stands still; its messages are sent again",
                    metadata: ["target": "s3://\(record.target)", "phase": "\(record.phase.rawValue)"]
                )
                try await revive(record, copier)
            }
            start = page.nextKey
        } while start != nil
        result.orphansAborted = try await abortOrphans(known, before: now.advanced(by: .zero - Self.orphanAge))
        if let crawler = context.settings.downstream.crawler {
            try await CrawlSchedule(context: context, crawler: crawler).sweep()
        }
        context.metrics.add("StalledCopies", Double(result.stalledCopies))
        context.metrics.add("OrphansAborted", Double(result.orphansAborted))
        return result
    }

    private func revive(_ record: LargeCopyRecord, _ copier: LargeCopier) async throws {
        switch record.phase {
        case .preparing: try await copier.send([.object(record.request)])
        case .copying where !record.hasAllRanges: try await copier.fanOut(record)
        // Any of its messages completes it.
        case .copying, .completing: try await copier.send([.parts(range: 0, of: record.name)])
        case .done: break
        }
    }

    private func abortOrphans(_ known: Set<String>, before: UTCTime) async throws -> Int {
        let me = try await context.services.sts.callerARN(deadline: context.deadline)
        var aborted = 0
        for bucket in Set(context.settings.routes.map(\.targetBucket)).sorted() {
            let owner = context.settings.routes.first { $0.targetBucket == bucket }?.targetOwner
            var marker: S3OpenUploads.Marker?
            repeat {
                let page = try await context.services.store.listMultipartUploads(
                    bucket: bucket,
                    after: marker,
                    deadline: context.deadline
                )
                for upload in page.uploads
                where upload.initiator == me && !known.contains(upload.id)
                    && (upload.initiated.map { $0 < before } ?? false)
                {
                    let target = S3CopyTarget(bucket: bucket, key: upload.key, expectedOwner: owner)
                    try await context.services.store.abortMultipartUpload(
                        S3Upload(target: target, id: upload.id),
                        deadline: context.deadline
                    )
                    aborted += 1
                }
                marker = page.next
            } while marker != nil
        }
        return aborted
    }
}
