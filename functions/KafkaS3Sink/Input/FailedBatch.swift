import LambdaRuntime
import JSON
import LambdaEvents

/// A batch that Lambda gave up, read from its record in the failure destination.
/// https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
struct FailedBatch: Sendable {
    let batch: KafkaBatch

    /// - Throws: ``InvalidRequest`` for an object that is not a record of a failure destination, and for a record
    ///   without the event, as SQS and SNS destinations get it.
    init(_ bytes: [UInt8]) throws(InvalidRequest) {
        do {
            let record = try JSONDocument(bytes).root
            guard record["KafkaBatchInfo"].kind == .object else {
                throw InvalidRequest("it is no record of a failure destination of Kafka: it has no KafkaBatchInfo")
            }
            guard let payload = record["payload"].ifPresent else {
                throw InvalidRequest("it has no payload: only a failure destination in S3 keeps the records themselves")
            }
            batch = try KafkaBatch(try JSONDocument(Array(try payload.utf8)).root)
        } catch let error as InvalidRequest {
            throw error
        } catch let error as UnreadableEvent {
            throw InvalidRequest("its payload: \(error.reason)")
        } catch {
            throw InvalidRequest("it cannot be read: \(error)")
        }
    }
}
