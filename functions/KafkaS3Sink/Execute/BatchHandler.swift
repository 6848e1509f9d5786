import LambdaEvents
import LambdaRuntime
import UTCTime

/// Lands the records of a batch. Each partition is landed independently: its failure does not stop the others.
struct BatchHandler: Sendable {
    let services: SinkServices
    let context: LambdaContext

    /// - Parameter atOnce: the maximum number of partitions that are landed at the same time.
    /// - Throws: `PlanError`, `PlanNotFound`, ``UnknownTopic``: then Lambda delivers the whole batch again.
    func land(_ batch: KafkaBatch, atOnce: Int) async throws -> KafkaBatchResponse {
        let working = context.workingDeadline(clock: services.clock)
        let plan = try await services.plan(deadline: working.work)
        // The id is random for each attempt: Lambda may deliver a batch again under the same request id.
        let writer = String(UInt64.random(in: .min ... .max), radix: 16)
        var work: [(topic: TopicPlan, records: [KafkaRecord], lander: CommitDriver)] = []
        for (partition, records) in batch.records {
            guard let topic = plan.topic(partition.topic) else {
                throw UnknownTopic(topic: partition.topic, plan: plan.name)
            }
            let store = LandingStore(
                s3: services.s3,
                places: LandingPlaces(topic, partition),
                deadline: working.work
            )
            let lander = CommitDriver(
                store: store,
                writer: writer,
                positions: services.positions,
                clock: services.clock
            )
            work.append((topic, records, lander))
        }
        var failures: [(partition: KafkaPartition, offset: Int64)] = []
        var iterator = work.makeIterator()
        await concurrentForEach(limit: atOnce, next: { iterator.next() }) { item in
            await item.lander.land(item.records, topic: item.topic)
        } finished: { report in
            report.write(to: context)
            if let offset = report.retryFrom { failures.append((report.partition, offset)) }
        }
        return KafkaBatchResponse(failures.sorted { $0.partition < $1.partition })
    }
}
