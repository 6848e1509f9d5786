/// One request of Kafka's protocol. It knows how to write itself and how to read its answer, in each version of its
/// API.
protocol KafkaRequest: Sendable {
    associatedtype Response: Sendable

    static var api: KafkaAPI { get }
    /// `true` when only the controller carries out this request. An older broker refuses it, and a newer one forwards
    /// it.
    var goesToController: Bool { get }
    /// `true` when sending the request twice has the same effect as sending it once.
    var isIdempotent: Bool { get }

    func write(to body: inout WireWriter)
    /// Reads the body of the request's answer.
    func read(_ answer: inout WireReader) throws(WireFault) -> Response
    /// `true` when the broker did nothing because it is not the controller.
    func wasRefusedByAnother(_ response: Response) -> Bool
}

extension KafkaRequest {
    var goesToController: Bool { false }
    var isIdempotent: Bool { true }
    func wasRefusedByAnother(_ response: Response) -> Bool { false }
}

extension KafkaRequest where Response == [TopicResult] {
    func wasRefusedByAnother(_ response: [TopicResult]) -> Bool {
        !response.isEmpty && response.allSatisfy { $0.error == .notController }
    }
}
