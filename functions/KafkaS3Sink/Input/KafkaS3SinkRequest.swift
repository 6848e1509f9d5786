import AWSS3
import LambdaEvents

/// One request, as the event asks for it.
enum KafkaS3SinkRequest: Sendable {
    /// Records of an event source mapping.
    case land(KafkaBatch)
    case status(StatusRequest)
    /// Records of the failure destination, or folders of them, ending in a slash.
    case replay([S3Location])
}
