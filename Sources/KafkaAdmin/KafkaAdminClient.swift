import DatabaseClient

/// Reads and changes the topics of a Kafka cluster. It sends one request at a time, and keeps its connections open
/// between requests.
///
/// Close the client after use: a client that is not closed keeps its thread.
public final class KafkaAdminClient: Sendable {
    public let cluster: KafkaCluster
    private let thread: ConnectionThread<KafkaSession>

    /// Starts the client. It connects to no broker before the first request.
    ///
    /// - Throws: ``KafkaError`` of kind `unavailable` when the system has no thread or descriptor left.
    public init(_ cluster: KafkaCluster) throws(KafkaError) {
        self.cluster = cluster
        do throws(DatabaseError) {
            thread = try ConnectionThread()
        } catch {
            throw KafkaError(.unavailable, error.message)
        }
    }

    public func close() { thread.close() }

    /// Describes the cluster and topics. A topic that does not exist is not created, and causes no error: the topic's
    /// ``ClusterDescription/Topic/error`` reports it.
    ///
    /// - Parameters:
    ///   - topics: `nil` for every topic that the user may see.
    ///   - timeout: the longest time of the whole call, connecting included.
    /// - Throws: ``KafkaError``, or `CancellationError`.
    public func describe(topics: [String]?, timeout: Duration) async throws -> ClusterDescription {
        try await perform(MetadataRequest(topics: topics), timeout)
    }

    /// Reads all configs of topics, and returns one answer for each topic.
    ///
    /// - Throws: ``KafkaError``, or `CancellationError`.
    public func configs(of topics: [String], timeout: Duration) async throws -> [TopicConfigs] {
        topics.isEmpty ? [] : try await perform(DescribeConfigsRequest(topics: topics), timeout)
    }

    /// Creates topics. When one topic is refused, the others are created all the same.
    ///
    /// - Parameter isTrial: `true` when the broker shall only check, and create nothing.
    /// - Throws: ``KafkaError``, or `CancellationError`.
    public func create(_ topics: [NewTopic], isTrial: Bool = false, timeout: Duration) async throws -> [TopicResult] {
        guard !topics.isEmpty else { return [] }
        let request = CreateTopicsRequest(topics: topics, timeout: Self.brokers(timeout), isTrial: isTrial)
        return try await perform(request, timeout)
    }

    /// Adds partitions to topics.
    ///
    /// - Parameter totals: by topic, the total number of partitions that the topic has afterwards.
    /// - Throws: ``KafkaError``, or `CancellationError`.
    public func addPartitions(
        _ totals: [String: Int32],
        isTrial: Bool = false,
        timeout: Duration
    ) async throws -> [TopicResult] {
        guard !totals.isEmpty else { return [] }
        let request = CreatePartitionsRequest(totals: totals, timeout: Self.brokers(timeout), isTrial: isTrial)
        return try await perform(request, timeout)
    }

    /// Changes the configs that `changes` names, and leaves the other configs as they are.
    ///
    /// - Parameter changes: by topic name and config name.
    /// - Throws: ``KafkaError``, or `CancellationError`.
    public func alterConfigs(
        _ changes: [String: [String: ConfigChange]],
        isTrial: Bool = false,
        timeout: Duration
    ) async throws -> [TopicResult] {
        changes.isEmpty
            ? [] : try await perform(IncrementalAlterConfigsRequest(changes: changes, isTrial: isTrial), timeout)
    }

    /// Deletes topics with all of their records.
    ///
    /// - Throws: ``KafkaError``, or `CancellationError`.
    public func delete(topics: [String], timeout: Duration) async throws -> [TopicResult] {
        guard !topics.isEmpty else { return [] }
        return try await perform(DeleteTopicsRequest(topics: topics, timeout: Self.brokers(timeout)), timeout)
    }

    /// Returns the time, in milliseconds, that a broker may wait for the other brokers. It is a little shorter than our
    /// own timeout, so that the broker's answer comes in time.
    private static func brokers(_ timeout: Duration) -> Int32 {
        Int32(min(max(timeout * 0.8 / .milliseconds(1), 100), 60_000))
    }

    private func perform<Request: KafkaRequest>(_ request: Request, _ timeout: Duration) async throws
        -> Request.Response
    {
        let deadline = ContinuousClock.now + timeout
        do {
            return try await thread.run { [cluster] session, cancellation in
                try session.perform(
                    request,
                    of: cluster,
                    WaitLimit(deadline: deadline, cancellation: cancellation)
                )
            }
        } catch let error as DatabaseError {
            // The thread's own: it is closed.
            throw KafkaError(.unreachable, error.message)
        }
    }
}
