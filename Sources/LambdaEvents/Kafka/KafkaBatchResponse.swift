/// The answer that names the records that Lambda must deliver again. Lambda reads this answer only with
/// `FunctionResponseTypes: [ReportBatchItemFailures]`. In each partition it continues at the failed record with the
/// least offset.
/// https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
public struct KafkaBatchResponse: Encodable, Sendable, Equatable {
    public struct Failure: Encodable, Sendable, Equatable {
        public struct Identifier: Encodable, Sendable, Equatable {
            /// The topic and the partition's number: `cdc.dbo.orders-0`.
            public let partition: String
            public let offset: Int64
        }

        public let itemIdentifier: Identifier
    }

    public let batchItemFailures: [Failure]

    /// Makes the answer.
    ///
    /// - Parameter failures: in each partition the first record that is not done.
    public init(_ failures: [(partition: KafkaPartition, offset: Int64)]) {
        batchItemFailures = failures.map {
            Failure(itemIdentifier: .init(partition: $0.partition.description, offset: $0.offset))
        }
    }
}
