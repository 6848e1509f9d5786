/// Sends one message of the login. KIP-152
struct SaslAuthenticateRequest: KafkaRequest {
    struct Response: Sendable, Equatable {
        let error: KafkaErrorCode?
        let message: String?
        let data: [UInt8]
    }

    static let api = KafkaAPI.saslAuthenticate
    let data: [UInt8]

    func write(to body: inout WireWriter) {
        body.data(data)
        body.endTags()
    }

    func read(_ answer: inout WireReader) throws(WireFault) -> Response {
        let error = KafkaErrorCode(wire: try answer.int16())
        let message = try answer.nullableText()
        let data = try answer.data()
        // The time after which the broker wants another login: longer than an invocation.
        if answer.version >= 1 { _ = try answer.int64() }
        try answer.skipTags()
        return Response(error: error, message: message, data: data)
    }
}
