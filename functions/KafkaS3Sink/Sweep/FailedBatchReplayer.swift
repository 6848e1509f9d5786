import AWSS3
import LambdaEvents
import LambdaRuntime
import UTCTime

/// Lands the batches that Lambda gave up. It reads them from the failure destination in S3, and fills the gaps that
/// they left.
struct FailedBatchReplayer: Sendable {
    let services: SinkServices
    let context: LambdaContext

    /// - Throws: ``InvalidRequest`` for an object that is not a record of a failure destination, and `AWSError`.
    ///   Earlier places are then already replayed; all of them may be replayed again.
    func replay(_ places: [S3Location]) async throws -> SinkAnswer {
        let deadline = context.workingDeadline(clock: services.clock).work
        let plan = try await services.plan(deadline: deadline)
        let objects = try await found(places, deadline)
        var answer = SinkAnswer(outcome: "Replayed", replayed: [])
        for object in objects {
            guard ContinuousClock.now < deadline else {
                answer.left = objects.count - (answer.replayed?.count ?? 0)
                return answer
            }
            var partitions: [SinkAnswer.Replay.Partition] = []
            for (partition, records) in try await batch(object, deadline).records {
                guard let topic = plan.topic(partition.topic) else {
                    throw UnknownTopic(topic: partition.topic, plan: plan.name)
                }
                let report = await land(partition, records, topic, deadline)
                report.write(to: context)
                partitions.append(.init(report))
            }
            answer.replayed?.append(SinkAnswer.Replay(place: object.description, partitions: partitions))
        }
        return answer
    }

    private func found(_ places: [S3Location], _ deadline: ContinuousClock.Instant) async throws -> [S3Location] {
        var objects: [S3Location] = []
        for place in places {
            guard place.key.hasSuffix("/") else {
                objects.append(place)
                continue
            }
            let listing = try await services.s3.listObjects(
                bucket: place.bucket,
                prefix: place.key,
                limit: KafkaS3SinkRequest.mostPlaces,
                deadline: deadline
            )
            objects += listing.objects.map { S3Location(bucket: place.bucket, key: $0.key) }
        }
        return objects
    }

    private func batch(_ place: S3Location, _ deadline: ContinuousClock.Instant) async throws -> KafkaBatch {
        let object = try await services.s3.getObject(bucket: place.bucket, key: place.key, deadline: deadline)
        do throws(InvalidRequest) {
            return try FailedBatch(object.bytes).batch
        } catch {
            throw InvalidRequest("\(place): \(error.errorMessage)")
        }
    }

    private func land(
        _ partition: KafkaPartition,
        _ records: [KafkaRecord],
        _ topic: TopicPlan,
        _ deadline: ContinuousClock.Instant
    ) async -> PartitionReport {
        let store = LandingStore(s3: services.s3, places: LandingPlaces(topic, partition), deadline: deadline)
        let writer = String(UInt64.random(in: .min ... .max), radix: 16)
        let replayer = PartitionReplayer(
            lander: CommitDriver(store: store, writer: writer, positions: KnownPositions(), clock: services.clock),
            filler: GapFiller(store: store, writer: writer, clock: services.clock)
        )
        return await replayer.land(records, topic)
    }
}
