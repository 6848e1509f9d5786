/// A function that decodes its event from JSON and encodes its answer as JSON.
public protocol JSONLambdaFunction: LambdaFunction {
    associatedtype Event: Decodable & Sendable
    associatedtype Output: Encodable & Sendable

    func handle(_ event: Event, _ context: LambdaContext) async throws -> Output
}

extension JSONLambdaFunction {
    public func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let output = try await handle(try JSONPayloadCoding.decode(Event.self, from: event), context)
        return LambdaResponse(try JSONPayloadCoding.encode(output))
    }
}
