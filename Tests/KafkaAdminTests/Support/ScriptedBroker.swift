import Synchronization
import TestSupport

/// A broker whose answers are a function of the request. It shares no code with the client: it knows the classic versions only, and
/// says so.
final class ScriptedBroker: Sendable {
    /// One request, as it arrived.
    struct Call: Sendable, Equatable {
        let api: Int16
        let version: Int16
        let clientID: String
        let body: [UInt8]
    }

    enum Reply: Sendable {
        /// The body; the broker adds the header.
        case body([UInt8])
        /// The body, as the answer to a request that nobody made.
        case bodyOfAnother([UInt8])
        /// These bytes, whatever they are, and the connection is closed.
        case bytes([UInt8])
        /// So many bytes of the answer, and the connection is closed.
        case part([UInt8], Int)
        /// These bytes again and again, as long as somebody takes them.
        case endless([UInt8])
        case hang
        case close
    }

    /// The APIs that the broker says it has, as number, oldest and newest.
    static let versions: [(Int16, Int16, Int16)] = [
        (3, 0, 8), (17, 0, 1), (18, 0, 0), (19, 0, 4), (20, 0, 3), (32, 0, 2), (36, 0, 1), (37, 0, 1), (44, 0, 0),
    ]

    private let calls = SharedCalls()
    private let server: ScriptedServer

    /// - Parameters:
    ///   - certificates: those of a broker with TLS.
    ///   - answer: called with each request but ApiVersions; `nil` for the ordinary answer.
    init(
        _ certificates: TestCertificates? = nil,
        versions: Reply? = nil,
        _ answer: @escaping @Sendable (Call, ScriptedBroker.Address) -> Reply
    ) throws {
        let address = Address()
        server = try ScriptedServer { [calls] peer in
            if let certificates, !peer.beginTLS(certificates) { return }
            while let call = Self.call(peer, address: address) {
                calls.list.withLock { $0.append(call.call) }
                let reply =
                    call.call.api == 18 ? versions ?? Self.ordinaryVersions(call.call) : answer(call.call, address)
                guard Self.send(reply, to: peer, id: call.id) else { return }
            }
        }
        address.port.withLock { $0 = server.port }
    }

    /// The broker's own port, for what it says about itself.
    final class Address: Sendable {
        let port = Mutex(0)
        var number: Int { port.withLock { $0 } }
    }

    var port: Int { server.port }
    var connections: Int { server.connections }
    func stop() { server.stop() }

    /// The requests but ApiVersions, in their order.
    var requests: [Call] { calls.list.withLock { $0.filter { $0.api != 18 } } }

    private final class SharedCalls: Sendable {
        let list = Mutex<[Call]>([])
    }

    private static func ordinaryVersions(_ call: Call) -> Reply {
        let list = WireBytes.list(versions.map { WireBytes.i16($0.0) + WireBytes.i16($0.1) + WireBytes.i16($0.2) })
        // Kafka answers a version that it does not know in version 0, with UNSUPPORTED_VERSION.
        return .body(WireBytes.i16(call.version == 0 ? 0 : 35) + list)
    }

    private static func call(_ peer: ScriptedPeer, address: Address) -> (call: Call, id: [UInt8])? {
        guard let length = peer.receive(4).map(number), (8...(1 << 20)).contains(length),
            let frame = peer.receive(length)
        else { return nil }
        let nameLength = number(Array(frame[8..<10]))
        guard frame.count >= 10 + nameLength else { return nil }
        let call = Call(
            api: Int16(number(Array(frame[0..<2]))),
            version: Int16(number(Array(frame[2..<4]))),
            clientID: String(decoding: frame[10..<(10 + nameLength)], as: UTF8.self),
            body: Array(frame[(10 + nameLength)...])
        )
        return (call, Array(frame[4..<8]))
    }

    private static func number(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    private static func send(_ reply: Reply, to peer: ScriptedPeer, id: [UInt8]) -> Bool {
        switch reply {
        case .body(let body): return peer.send(frame(id, body))
        case .bodyOfAnother(let body): return peer.send(frame([0x7F, 0, 0, 0], body))
        case .bytes(let bytes): peer.send(bytes)
        case .part(let body, let count): peer.send(Array(frame(id, body).prefix(count)))
        case .endless(let bytes): while peer.send(bytes) {}
        case .hang: peer.waitForEnd()
        case .close: break
        }
        return false
    }

    private static func frame(_ id: [UInt8], _ body: [UInt8]) -> [UInt8] {
        WireBytes.i32(Int32(id.count + body.count)) + id + body
    }
}
