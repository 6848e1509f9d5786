/// The form in which a request is sent and an answer arrives: a header and a body.
/// https://kafka.apache.org/protocol#protocol_messages
enum KafkaFrame {
    /// Writes a request with its header and length.
    ///
    /// - Parameters:
    ///   - correlationID: the number with which the answer will begin.
    ///   - clientID: the name in the broker's logs and quotas.
    /// - Returns: the length and the request; `nil` when a text is longer than the protocol allows.
    static func request(
        _ request: some KafkaRequest,
        version: Int16,
        correlationID: Int32,
        clientID: String
    ) -> [UInt8]? {
        let api = type(of: request).api
        let isFlexible = api.isFlexible(version)
        // The client's name is classic text in both headers.
        var header = WireWriter(version: version, isFlexible: false)
        header.int16(api.rawValue)
        header.int16(version)
        header.int32(correlationID)
        header.text(clientID)
        var body = WireWriter(version: version, isFlexible: isFlexible)
        body.endTags()
        request.write(to: &body)
        header.append(body)
        guard !header.isOverlong, let length = Int32(exactly: header.bytes.count) else { return nil }
        var frame = WireWriter(version: version, isFlexible: false)
        frame.int32(length)
        return frame.bytes + header.bytes
    }

    /// Reads an answer: first its header, then its body.
    ///
    /// - Parameter answer: the answer without its leading length field.
    static func response<Request: KafkaRequest>(
        to request: Request,
        _ answer: [UInt8],
        version: Int16,
        correlationID: Int32
    ) throws(WireFault) -> Request.Response {
        let isFlexible = Request.api.isFlexible(version)
        var reader = WireReader(answer, version: version, isFlexible: isFlexible)
        let found = try reader.int32()
        guard found == correlationID else { throw WireFault("is the answer to another request") }
        // A client that does not know the broker yet must be able to read ApiVersions: its header never has tags.
        // KIP-511.
        if Request.api != .apiVersions { try reader.skipTags() }
        // Bytes behind the end are left, as Kafka's own clients leave them: some brokers end a structure twice.
        return try request.read(&reader)
    }
}
