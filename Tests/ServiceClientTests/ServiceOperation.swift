import AWSClient
import TestSupport
import Testing

/// One operation of one service client: how to call it, and what the service answers when all is well.
struct ServiceOperation: Sendable, CustomTestStringConvertible {
    /// As the service names it, e.g. `GetItem`.
    let name: String
    /// Answers of the operations that the call makes before this one.
    let before: [String: LoopbackServer.Reply]
    let answer: LoopbackServer.Reply
    /// Headers of the answer, `Name: value`.
    let headers: [String]
    let body: String
    /// A success has no body, as with `DeleteObject`.
    let needsNoBody: Bool
    let call: @Sendable (AWSConfiguration) async throws -> Void

    init(
        _ name: String,
        before: [String: LoopbackServer.Reply] = [:],
        headers: [String] = [],
        _ body: String,
        needsNoBody: Bool = false,
        _ call: @escaping @Sendable (AWSConfiguration) async throws -> Void
    ) {
        self.name = name
        self.before = before
        self.headers = headers
        self.body = body
        self.needsNoBody = needsNoBody
        answer = .status(200, headers: headers, body: body)
        self.call = call
    }

    var testDescription: String { name }

    /// Runs the operation against a server that answers it so.
    ///
    /// - Returns: the error it ended with; `nil` for a success.
    func run(answering reply: LoopbackServer.Reply, attempts: Int = 1) async throws -> (any Error)? {
        let server = try server { _ in reply }
        defer { server.stop() }
        return await run(on: server, attempts: attempts)
    }

    /// - Parameter respond: answers the operation itself; those before it are answered as they should be.
    func server(_ respond: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Reply) throws
        -> LoopbackServer
    {
        try LoopbackServer { [before] request in
            let target = request.header("x-amz-target")?.split(separator: ".").last.map { String($0) }
            return target.flatMap { before[$0] } ?? respond(request)
        }
    }

    func run(on server: LoopbackServer, attempts: Int = 1) async -> (any Error)? {
        do {
            try await call(AWSConfiguration.at(server, attempts: attempts))
            return nil
        } catch {
            return error
        }
    }
}
