import LambdaRuntime
import AWSS3
import JSON
import LambdaEvents

extension KafkaS3SinkRequest {
    static let taken =
        #"the records of an event source mapping of Amazon MSK or Apache Kafka, {"status": …} and {"replay": "s3://…"}"#
    /// The maximum number of places in one replay command, and of objects that the replay reads from one folder.
    static let mostPlaces = 1_000

    /// - Throws: ``InvalidRequest`` for any other event, and for records that cannot be read.
    init(_ payload: [UInt8]) throws(InvalidRequest) {
        if let event = try? JSONDocument(payload).root, KafkaBatch.isBatch(event) {
            do throws(UnreadableEvent) {
                self = .land(try KafkaBatch(event))
                return
            } catch {
                throw InvalidRequest(error.reason)
            }
        }
        let event: EventDelivery
        do throws(UnreadableEvent) {
            event = try EventDelivery(payload)
        } catch {
            throw InvalidRequest(error.reason)
        }
        guard case .direct(let contents) = event, contents.count == 1, let content = contents.first else {
            throw InvalidRequest("\(UnsupportedEvent(event, function: "KafkaS3Sink", takes: Self.taken))")
        }
        switch content {
        case .command(let command) where command.name == .status: self = .status(try StatusRequest(command))
        case .own(let element) where element["replay"].kind != nil: self = .replay(try Self.places(element))
        default: throw InvalidRequest("\(UnsupportedEvent(event, function: "KafkaS3Sink", takes: Self.taken))")
        }
    }

    private static func places(_ event: JSONElement) throws(InvalidRequest) -> [S3Location] {
        var texts: [String] = []
        do throws(JSONError) {
            guard try event.object.count == 1 else { throw event.error("has other members beside \"replay\"") }
            let asked = event["replay"]
            if asked.kind == .string {
                texts = [try asked.string]
            } else {
                for element in try asked.array { texts.append(try element.string) }
            }
        } catch {
            throw InvalidRequest("the command cannot be read: \(error)")
        }
        guard !texts.isEmpty, texts.count <= mostPlaces else {
            throw InvalidRequest("replay takes 1 to \(mostPlaces) places, not \(texts.count)")
        }
        var places: [S3Location] = []
        for text in texts {
            guard let place = S3Location(text), !place.key.isEmpty else {
                throw InvalidRequest("\"\(text.prefix(200))\" is no s3://bucket/key of the failure destination")
            }
            places.append(place)
        }
        return places
    }
}
