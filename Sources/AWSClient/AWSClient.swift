import AWSSigning
import HTTPTransport
import Synchronization
import UTCTime

/// Calls the operations of one AWS service: finds its endpoint, signs requests, retries, and reads errors. The
/// operations themselves are defined elsewhere.
public final class AWSClient: Sendable {
    public let service: AWSService
    public let configuration: AWSConfiguration
    public let endpoint: ServiceEndpoint

    private let signer: SigV4Signer
    private let quota = Mutex(RetryQuota())
    /// The time by which our clock is behind the service's clock, as far as the service's answers have shown.
    private let knownOffset = Mutex(Duration.zero)

    /// Makes a client of one service.
    ///
    /// - Throws: ``AWSConfigurationError`` for a custom endpoint that is not a usable URL.
    public init(_ service: AWSService, _ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        endpoint = try configuration.endpoints.endpoint(of: service)
        self.service = service
        self.configuration = configuration
        signer = SigV4Signer(
            service: service.signingName,
            region: configuration.endpoints.region,
            pathRule: service.addressing == .bucket ? .asSent : .normalizedAndEncodedTwice
        )
    }

    /// Prepares the first call before the first event arrives. It gets credentials that are not in the environment, and
    /// initializes OpenSSL for an `https` endpoint. When getting the credentials fails, the first call reports it.
    public func warmUp() async {
        _ = try? await configuration.credentials.credentials()
        if endpoint.usesTLS { HTTPTransport.warmUpTLS() }
    }

    /// Runs one operation, with retries.
    ///
    /// - Parameter deadline: the invocation's deadline; no attempt is begun or waited for after it.
    /// - Throws: ``AWSError``, ``CredentialError``, or `CancellationError`.
    public func call<Output>(
        _ operation: AWSOperation<Output>,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> Output {
        var attempts = CallRetryLoop(configuration.retry, service.retry, isIdempotent: operation.isIdempotent)
        while true {
            let (result, retryAfter) = try await attempt(operation, deadline)
            switch result {
            case .success(let output):
                quota.withLock { $0.succeed(lastRetryCost: attempts.lastRetryCost) }
                return output
            case .failure(let error):
                let remaining = deadline.map { ContinuousClock.now.duration(to: $0) }
                let decision = quota.withLock { quota in
                    attempts.decide(
                        after: error,
                        retryAfter: retryAfter,
                        quota: &quota,
                        jitter: .random(in: 0..<1),
                        remaining: remaining
                    )
                }
                guard case .retry(let delay) = decision else { throw error }
                try await Task.sleep(for: delay)
            }
        }
    }

    private func attempt<Output>(
        _ operation: AWSOperation<Output>,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> (Result<Output, AWSError>, retryAfter: Duration?) {
        let credentials = try await configuration.credentials.credentials()
        let remaining = deadline.map { ContinuousClock.now.duration(to: $0) }
        if let remaining, remaining <= .zero { return (.failure(outOfTime(operation.name)), nil) }
        let request = signed(operation, credentials, within: remaining)
        do {
            let response = try await configuration.transport.send(request)
            return read(response, operation)
        } catch let error as TransportError {
            return (.failure(failure(error, operation.name, deadline)), nil)
        }
    }

    private func signed<Output>(
        _ operation: AWSOperation<Output>,
        _ credentials: Credentials,
        within remaining: Duration?
    ) -> HTTPRequest {
        let base = operation.endpoint ?? endpoint.base
        let url = base + operation.path + (operation.query.isEmpty ? "" : "?\(operation.query)")
        var request = HTTPRequest(operation.method, url, headers: operation.headers, body: operation.body)
        request.limits = operation.limits
        if let remaining { request.limits.total = min(remaining, operation.limits.total ?? remaining) }
        request.resending = operation.isIdempotent ? .always : .avoided
        if case .json(let version, let targetPrefix) = service.wireProtocol {
            request.headers["Content-Type"] = "application/x-amz-json-\(version)"
            request.headers["X-Amz-Target"] = "\(targetPrefix).\(operation.name)"
        }
        request.headers["User-Agent"] = "aws-lambdas-swift"
        // Not signed: whoever forwards a request may write its own segment into it.
        if let trace = XRayTraceHeader.current { request.headers["X-Amzn-Trace-Id"] = trace }
        signer.sign(&request, with: credentials, at: .now().advanced(by: knownOffset.withLock { $0 }))
        return request
    }

    private func read<Output>(
        _ response: HTTPResponse,
        _ operation: AWSOperation<Output>
    ) -> (Result<Output, AWSError>, retryAfter: Duration?) {
        let isSuccess = (200..<300).contains(response.status)
        if isSuccess, let output = operation.read(response) { return (.success(output), nil) }

        let now = UTCTime.now()
        let serviceOffset = clockOffset(of: response, now: now)
        let isClockOff = serviceOffset.map { isBeyondTolerance($0 - knownOffset.withLock { $0 }) } ?? false
        let body = ServiceErrorBody(response, service.wireProtocol)
        var error = AWSError(
            service: service.name,
            operation: operation.name,
            code: body.code,
            message: body.message,
            status: response.status,
            requestID: body.requestID,
            kind: ErrorCodes.kind(code: body.code, status: response.status, isClockOff: isClockOff),
            body: operation.carriesSecrets ? [] : response.body
        )
        if isSuccess, operation.carriesSecrets || error.code == "HTTP\(response.status)" {
            // Neither the success nor an error of the service: cut short, or a proxy's page. Nobody knows what was
            // done.
            error.code = "UnreadableResponse"
            error.message = ServiceErrorBody.summary(of: response)
            error.kind = .transient
        } else if isSuccess, error.kind == .permanent {
            // A copy that fails after its 200 was sent says so in the body, with codes that would be a 5xx otherwise.
            error.kind = .transient
        }
        if service.addressing == .bucket {
            error.wrongRegion = WrongRegion(response, code: body.code, signed: configuration.endpoints.region)
        }
        error.retryAfter = retryAfter(response, now: now)
        if error.kind == .clockSkew, let serviceOffset { knownOffset.withLock { $0 = serviceOffset } }
        return (.failure(error), error.retryAfter)
    }

    private func failure(_ error: TransportError, _ operation: String, _ deadline: ContinuousClock.Instant?) -> AWSError
    {
        if error.reason == .timedOut, let deadline, ContinuousClock.now >= deadline { return outOfTime(operation) }
        let kind: AWSError.Kind =
            switch error.reason {
            case .invalidRequest, .untrusted: .permanent
            case _ where error.mayHaveBeenProcessed: .transient
            default: .notSent
            }
        return AWSError(
            service: service.name,
            operation: operation,
            code: error.reason.rawValue,
            message: error.description,
            kind: kind
        )
    }

    private func outOfTime(_ operation: String) -> AWSError {
        AWSError(
            service: service.name,
            operation: operation,
            code: "outOfTime",
            message: "the invocation's deadline came before the answer",
            kind: .outOfTime
        )
    }
}
