import JSON
import LambdaEvents

extension SinkRequest {
    static let taken = "the records of an event source mapping of Amazon MSK or Apache Kafka"

    /// - Throws: ``InvalidRequest`` for any other event, and for records that cannot be read.
    init(_ payload: [UInt8]) throws(InvalidRequest) {
        if let event = try? JSONDocument(payload).root, KafkaBatch.isBatch(event) {
            do throws(EventError) {
                self = .land(try KafkaBatch(event))
                return
            } catch {
                throw InvalidRequest(error.reason)
            }
        }
        let event: LambdaEvent
        do throws(EventError) {
            event = try LambdaEvent(payload)
        } catch {
            throw InvalidRequest(error.reason)
        }
        throw InvalidRequest("this is \(event.origin); KafkaS3Sink takes \(Self.taken)")
    }
}
