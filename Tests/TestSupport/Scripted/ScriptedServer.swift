/// A server on a free port of 127.0.0.1 that does with each connection what a script says, one thread a connection.
public final class ScriptedServer: Sendable {
    private let listener: LoopbackListener

    /// - Parameter script: called on the connection's thread; the connection is closed when it returns.
    public init(_ script: @escaping @Sendable (ScriptedPeer) -> Void) throws {
        listener = try LoopbackListener { descriptor, _ in script(ScriptedPeer(descriptor: descriptor)) }
    }

    public var port: Int { Int(listener.port) }

    /// The number of connections.
    public var connections: Int { listener.connections }

    /// The number of connections that neither side has closed.
    public var openConnections: Int { listener.openConnections }

    /// Closes every connection and the port.
    public func stop() { listener.stop() }
}
