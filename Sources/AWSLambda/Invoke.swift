import AWSClient
import AWSSigning
import HTTPTransport

extension Lambda {
    /// Sends an event to a function without waiting for the result. Lambda may deliver the event more than once.
    /// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    ///
    /// - Parameters:
    ///   - function: name, partial or full ARN, with a version or alias where wanted.
    ///   - payload: JSON, at most 1 MB.
    /// - Throws: `AWSError`, among others `ResourceNotFoundException`, `TooManyRequestsException`.
    public func invokeAsync(
        _ function: String,
        payload: [UInt8],
        deadline: ContinuousClock.Instant? = nil
    ) async throws {
        let operation = Self.operation(function, "Event", payload, isIdempotent: true) { response in
            response.status == 202 ? true : nil
        }
        _ = try await client.call(operation, deadline: deadline)
    }

    /// Runs a function and waits for its result.
    /// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    ///
    /// - Parameters:
    ///   - function: name, partial or full ARN, with a version or alias where wanted.
    ///   - payload: JSON, at most 6 MB.
    ///   - isIdempotent: `true` when the function may run twice for one event.
    /// - Throws: `AWSError`, among others `ResourceNotFoundException`, `TooManyRequestsException`. A failure of the
    ///   function itself is not thrown: it is an ``InvocationAnswer/failed(_:)``.
    public func invoke(
        _ function: String,
        payload: [UInt8],
        isIdempotent: Bool,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> InvocationAnswer {
        let operation = Self.operation(function, "RequestResponse", payload, isIdempotent: isIdempotent) {
            InvocationAnswer($0)
        }
        return try await client.call(operation, deadline: deadline)
    }

    private static func operation<Output: Sendable>(
        _ function: String,
        _ type: String,
        _ payload: [UInt8],
        isIdempotent: Bool,
        read: @escaping @Sendable (HTTPResponse) -> Output?
    ) -> AWSOperation<Output> {
        AWSOperation(
            "Invoke",
            .post,
            path: "/2015-03-31/functions/\(PercentEncoding.encode(function))/invocations",
            headers: ["Content-Type": "application/json", "X-Amz-Invocation-Type": type],
            body: payload,
            isIdempotent: isIdempotent,
            read: read
        )
    }
}
