import AWSS3
import LambdaEvents

/// The request that one event makes.
enum KafkaS3SinkRequest: Sendable {
    /// Land the records that an event source mapping delivered.
    case land(KafkaBatch)
    case status(StatusRequest)
    /// Replay batches that Lambda gave up: records of the failure destination, or folders of them, which end in a
    /// slash.
    case replay([S3Location])
}
