/// Asks for the versions of each API that the broker supports. It is the first request of every connection, and needs
/// no login. KIP-35, KIP-511
struct ApiVersionsRequest: KafkaRequest {
    struct Response: Sendable, Equatable {
        let error: KafkaErrorCode?
        /// The versions that the broker offers, by the API's number.
        let offered: [Int16: KafkaVersionRange]
    }

    static let api = KafkaAPI.apiVersions
    static let softwareName = "aws-lambdas"
    static let softwareVersion = "1"

    func write(to body: inout WireWriter) {
        guard body.version >= 3 else { return }
        // The tags of the header stand before the body, those of the body behind it.
        body.text(Self.softwareName)
        body.text(Self.softwareVersion)
        body.endTags()
    }

    func read(_ answer: inout WireReader) throws(WireFault) -> Response {
        let error = KafkaErrorCode(wire: try answer.int16())
        let ranges = try answer.list { answer throws(WireFault) -> (Int16, KafkaVersionRange) in
            let range = (
                try answer.int16(), KafkaVersionRange(oldest: try answer.int16(), newest: try answer.int16())
            )
            try answer.skipTags()
            return range
        }
        if answer.version >= 1 { _ = try answer.int32() }
        try answer.skipTags()
        return Response(error: error, offered: Dictionary(ranges) { first, _ in first })
    }

    /// Checks whether an answer refuses the version of this request. Such a broker answers in version 0, and the error
    /// comes first.
    ///
    /// - Parameter answer: without its length, header included.
    static func isRefusalOfVersion(_ answer: [UInt8]) -> Bool {
        answer.count >= 6 && answer[4] == 0 && answer[5] == UInt8(KafkaErrorCode.unsupportedVersion.number)
    }
}
