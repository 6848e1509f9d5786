/// Tells the broker which SASL mechanism the login uses. KIP-43, KIP-152
struct SaslHandshakeRequest: KafkaRequest {
    struct Response: Sendable, Equatable {
        let error: KafkaErrorCode?
        /// The SASL mechanisms that the broker's listener supports.
        let mechanisms: [String]
    }

    static let api = KafkaAPI.saslHandshake
    let mechanism: String

    func write(to body: inout WireWriter) { body.text(mechanism) }

    func read(_ answer: inout WireReader) throws(WireFault) -> Response {
        Response(
            error: KafkaErrorCode(wire: try answer.int16()),
            mechanisms: try answer.list { answer throws(WireFault) in try answer.text() }
        )
    }
}
