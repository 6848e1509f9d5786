import Testing

@testable import KafkaAdmin

/// One request with a version, and a good answer to it: what hostile bytes are made of.
struct AnyExample: Sendable, CustomTestStringConvertible {
    let name: String
    /// With the header, without the length.
    let answer: [UInt8]
    /// Reads an answer, and says whether it was one.
    let reads: @Sendable ([UInt8]) -> Bool
    let testDescription: String

    init(_ request: some KafkaRequest, version: Int16, id: Int32 = 7, body: [UInt8]) {
        let api = type(of: request).api
        name = api.name
        testDescription = "\(api.name) v\(version)"
        let hasTags = api.isFlexible(version) && api != .apiVersions
        answer = WireBytes.i32(id) + (hasTags ? [0] : []) + body
        reads = { bytes in
            (try? KafkaFrame.response(to: request, bytes, version: version, correlationID: id)) != nil
        }
    }

    /// A good answer of each request in each of its versions, as the published schemas have them.
    static let all: [AnyExample] = KafkaAPI.allCases.flatMap { api in
        api.versions.map { version in example(api, version) }
    }

    private static func example(_ api: KafkaAPI, _ version: Int16) -> AnyExample {
        let style = WireStyle(isFlexible: api.isFlexible(version))
        switch api {
        case .apiVersions: return apiVersions(version, style)
        case .metadata: return metadata(version, style)
        case .createTopics: return createTopics(version, style)
        case .describeConfigs: return describeConfigs(version, style)
        case .saslAuthenticate: return saslAuthenticate(version, style)
        case .deleteTopics:
            let message = version >= 5 ? style.text("no") : []
            let topic = style.structure(style.text("orders"), WireBytes.i16(73), message)
            let body = style.structure(throttle, style.list([topic]))
            return AnyExample(DeleteTopicsRequest(topics: [], timeout: 1), version: version, body: body)
        case .createPartitions:
            let topic = style.structure(style.text("orders"), WireBytes.i16(37), style.text("fewer"))
            let body = style.structure(throttle, style.list([topic]))
            let request = CreatePartitionsRequest(totals: [:], timeout: 1, isTrial: false)
            return AnyExample(request, version: version, body: body)
        case .incrementalAlterConfigs:
            let result = style.structure(WireBytes.i16(40), style.text("unknown"), [2], style.text("orders"))
            let body = style.structure(throttle, style.list([result]))
            let request = IncrementalAlterConfigsRequest(changes: [:], isTrial: false)
            return AnyExample(request, version: version, body: body)
        case .saslHandshake:
            let body = WireBytes.i16(0) + WireBytes.list([WireBytes.text("SCRAM-SHA-512")])
            return AnyExample(SaslHandshakeRequest(mechanism: "PLAIN"), version: version, body: body)
        }
    }

    private static let throttle = WireBytes.i32(0)

    private static func apiVersions(_ version: Int16, _ style: WireStyle) -> AnyExample {
        let ranges = [
            style.structure(WireBytes.i16(3), WireBytes.i16(0), WireBytes.i16(9)),
            style.structure(WireBytes.i16(19), WireBytes.i16(2), WireBytes.i16(7)),
        ]
        let end = version >= 1 ? throttle : []
        let body = style.structure(WireBytes.i16(0), style.list(ranges), end)
        return AnyExample(ApiVersionsRequest(), version: version, body: body)
    }

    private static func metadata(_ version: Int16, _ style: WireStyle) -> AnyExample {
        let brokers = style.list([WireBytes.i32(1), WireBytes.i32(2)])
        let partition = style.structure(
            WireBytes.i16(0),
            WireBytes.i32(0),
            WireBytes.i32(1),
            version >= 7 ? WireBytes.i32(5) : [],
            brokers,
            brokers,
            version >= 5 ? style.list([]) : []
        )
        let operations = version >= 8 ? WireBytes.i32(0) : []
        let topic = style.structure(
            WireBytes.i16(0),
            style.text("orders"),
            [0],
            style.list([partition, partition]),
            operations
        )
        let broker = style.structure(
            WireBytes.i32(1),
            style.text("b-1.example.com"),
            WireBytes.i32(9092),
            style.text(nil)
        )
        let body = style.structure(
            throttle,
            style.list([broker]),
            style.text("cluster"),
            WireBytes.i32(1),
            style.list([topic]),
            operations
        )
        return AnyExample(MetadataRequest(topics: nil), version: version, body: body)
    }

    private static func createTopics(_ version: Int16, _ style: WireStyle) -> AnyExample {
        let config = style.structure(style.text("retention.ms"), style.text("1000"), [0], [1], [0])
        let isLong = version >= 5
        let topic = style.structure(
            style.text("orders"),
            WireBytes.i16(36),
            style.text("there already"),
            isLong ? WireBytes.i32(3) : [],
            isLong ? WireBytes.i16(1) : [],
            isLong ? style.list([config]) : []
        )
        let body = style.structure(throttle, style.list([topic]))
        let request = CreateTopicsRequest(topics: [], timeout: 1, isTrial: false)
        return AnyExample(request, version: version, body: body)
    }

    private static func describeConfigs(_ version: Int16, _ style: WireStyle) -> AnyExample {
        let synonym = style.structure(style.text("log.retention.ms"), style.text("1000"), [4])
        let config = style.structure(
            style.text("retention.ms"),
            style.text("1000"),
            [0],
            [1],
            [0],
            style.list([synonym]),
            version >= 3 ? [5] : [],
            version >= 3 ? style.text(nil) : []
        )
        let result = style.structure(
            WireBytes.i16(0),
            style.text(nil),
            [2],
            style.text("orders"),
            style.list([config])
        )
        let body = style.structure(throttle, style.list([result]))
        return AnyExample(DescribeConfigsRequest(topics: []), version: version, body: body)
    }

    private static func saslAuthenticate(_ version: Int16, _ style: WireStyle) -> AnyExample {
        let lifetime = version >= 1 ? WireBytes.i64(3_600_000) : []
        let body = style.structure(WireBytes.i16(0), style.text(nil), style.data([1, 2, 3]), lifetime)
        return AnyExample(SaslAuthenticateRequest(data: []), version: version, body: body)
    }
}
