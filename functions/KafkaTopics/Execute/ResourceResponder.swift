import HTTPTransport
import LambdaEvents
import LambdaRuntime

/// Sends the answer of a custom resource to CloudFormation, by a PUT to a presigned S3 URL.
struct ResourceResponder: Sendable {
    let transport: HTTPTransport
    private static let attempts = 3

    init(transport: HTTPTransport) { self.transport = transport }

    /// Sends the answer, in up to three attempts. An answer of S3 with a status from 400 to 499 ends the attempts. A
    /// second PUT does no harm, because both answers are equal and the last one counts.
    ///
    /// - Throws: ``UnansweredResource``, without the URL, which is a secret.
    func put(_ response: CustomResourceResponse, to url: String) async throws {
        let request = HTTPRequest(
            .put,
            url,
            body: response.bytes,
            limits: HTTPLimits(connect: .seconds(3), stalled: .seconds(5), total: .seconds(8))
        )
        var reason = ""
        for _ in 1...Self.attempts {
            do {
                let answer = try await transport.send(request)
                if (200..<300).contains(answer.status) { return }
                reason = "status \(answer.status)"
                // The address has expired, or is none: nothing changes by asking again.
                if (400..<500).contains(answer.status) { break }
            } catch let error as TransportError {
                reason = "\(error)"
            }
        }
        throw UnansweredResource(resource: response.logicalID, reason: reason)
    }
}
