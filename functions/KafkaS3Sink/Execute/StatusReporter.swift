import AWSS3
import LambdaEvents
import LambdaRuntime

/// Reads the end of each partition's commit chain: the last landed offset, and the gaps that are open.
struct StatusReporter: Sendable {
    let services: SinkServices
    let context: LambdaContext

    /// - Throws: ``UnknownTopic``, ``UnreadableCommitLink``, `AWSError`.
    func report(_ request: StatusRequest) async throws -> SinkAnswer {
        let deadline = context.workingDeadline(clock: services.clock).work
        let plan = try await services.plan(deadline: deadline)
        if let name = request.topic, plan.topic(name) == nil { throw UnknownTopic(topic: name, plan: plan.name) }
        var partitions: [SinkAnswer.Partition] = []
        for topic in plan.topics where request.topic.map({ $0 == topic.topic }) ?? true {
            let numbers =
                if let number = request.partition { [number] } else { try await self.partitions(of: topic, deadline) }
            for number in numbers {
                let partition = KafkaPartition(topic: topic.topic, number: number)
                let store = LandingStore(s3: services.s3, places: LandingPlaces(topic, partition), deadline: deadline)
                partitions.append(try await status(partition, store, links: request.linksRead))
            }
        }
        return SinkAnswer(outcome: "Status", partitions: partitions)
    }

    /// Lists the topic's partitions that have a commit chain. Each S3 listing asks for one key: the first after the
    /// previous partition's keys.
    private func partitions(of topic: TopicPlan, _ deadline: ContinuousClock.Instant) async throws -> [Int] {
        let folder = "\(topic.prefix)_commits/"
        var numbers: [Int] = []
        var after = folder
        while true {
            let listing = try await services.s3.listObjects(
                bucket: topic.bucket,
                prefix: folder,
                startAfter: after,
                limit: 1,
                deadline: deadline
            )
            guard let key = listing.objects.first?.key else { return numbers.sorted() }
            let name = key.dropFirst(folder.count).prefix { $0 != "/" }
            if let number = Int(name), number >= 0 { numbers.append(number) }
            // "~" sorts after every digit.
            after = "\(folder)\(name)/~"
        }
    }

    private func status(_ partition: KafkaPartition, _ store: LandingStore, links count: Int) async throws
        -> SinkAnswer.Partition
    {
        let links = try await store.lastLinks(count)
        let filler = GapFiller(store: store, writer: "", clock: services.clock)
        var gaps: [[Int64]] = []
        for link in links.reversed() {
            for gap in link.gaps where gap.lowerBound > 0 {
                gaps += try await filler.open(of: gap).map { [$0.lowerBound, $0.upperBound] }
            }
        }
        return SinkAnswer.Partition(partition, links: links, gaps: gaps)
    }
}
