/// One request of the protocol, which knows how it is written, and how its answer is read, in each version of its API.
protocol KafkaRequest: Sendable {
    associatedtype Response: Sendable

    static var api: KafkaAPI { get }
    /// Only the controller carries it out; an older broker refuses it, a newer one hands it on.
    var goesToController: Bool { get }
    /// Asking twice is the same as asking once.
    var isIdempotent: Bool { get }

    func write(to body: inout WireWriter)
    /// Reads an answer.
    func read(_ answer: inout WireReader) throws(WireFault) -> Response
    /// The broker did nothing, as it is not the controller.
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
