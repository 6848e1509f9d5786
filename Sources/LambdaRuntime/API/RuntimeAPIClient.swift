import HTTPTransport

/// Sends the calls of the Runtime API, and two calls of the Extensions API, over plain HTTP. It makes no decisions.
struct RuntimeAPIClient: Sendable {
    private let base: String
    private let transport: HTTPTransport
    private let answerLimits: HTTPLimits

    /// Makes a client of the Runtime API at `address`.
    ///
    /// - Parameters:
    ///   - address: host and port, the value of `AWS_LAMBDA_RUNTIME_API`.
    ///   - answerTime: the most time for the answer to an error report or to the registration of an extension. The API
    ///     is on this machine; a missing answer must not keep the process for ever.
    init(address: String, transport: HTTPTransport = .shared, answerTime: Duration = .seconds(5)) {
        base = "http://\(address)"
        self.transport = transport
        answerLimits = HTTPLimits(stalled: nil, total: answerTime)
    }

    /// Waits for the next event, for hours if necessary.
    func next() async -> Result<HTTPResponse, any Error> {
        await send(.get, "\(RuntimeAPI.version)/runtime/invocation/next")
    }

    func post(_ response: LambdaResponse, for requestID: String) async -> Result<HTTPResponse, any Error> {
        let path = "\(RuntimeAPI.version)/runtime/invocation/\(escaped(requestID))/response"
        // The whole of 6 MB may be on its way, to an API that is busy: no limit but the environment's own.
        return await send(.post, path, ["Content-Type": "application/json"], response.bytes, .longPoll)
    }

    func post(_ report: ErrorReport, for requestID: String) async -> Result<HTTPResponse, any Error> {
        await post(report, to: "\(RuntimeAPI.version)/runtime/invocation/\(escaped(requestID))/error")
    }

    func postInitError(_ report: ErrorReport) async -> Result<HTTPResponse, any Error> {
        await post(report, to: "\(RuntimeAPI.version)/runtime/init/error")
    }

    /// Registers an internal extension that receives no events. Its presence alone makes Lambda send SIGTERM.
    func registerExtension(named name: String) async -> Result<HTTPResponse, any Error> {
        await send(
            .post,
            "\(RuntimeAPI.extensionsVersion)/extension/register",
            [RuntimeAPI.Header.extensionName: name, "Content-Type": "application/json"],
            Array(#"{"events":[]}"#.utf8),
            answerLimits
        )
    }

    /// Asks for the extension's next event. Lambda does not answer this request during the life of the environment.
    func nextExtensionEvent(_ extensionID: String) async -> Result<HTTPResponse, any Error> {
        await send(
            .get,
            "\(RuntimeAPI.extensionsVersion)/extension/event/next",
            [RuntimeAPI.Header.extensionID: extensionID]
        )
    }

    private func post(_ report: ErrorReport, to path: String) async -> Result<HTTPResponse, any Error> {
        let headers: HTTPHeaders = [
            "Content-Type": RuntimeAPI.errorContentType,
            RuntimeAPI.Header.errorType: report.headerValue,
        ]
        return await send(.post, path, headers, report.json, answerLimits)
    }

    private func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPHeaders = [:],
        _ body: [UInt8] = [],
        _ limits: HTTPLimits = .longPoll
    ) async -> Result<HTTPResponse, any Error> {
        var request = HTTPRequest(method, "\(base)/\(path)", headers: headers, body: body, limits: limits)
        request.usesProxy = false
        request.usesKeptConnection = true
        // The contract allows one answer to an invocation. Its delivery may be cut after it has arrived.
        request.resending = method == .post ? .never : .always
        do {
            return .success(try await transport.send(request))
        } catch {
            return .failure(error)
        }
    }

    /// Percent-encodes a request id for a URL, so that an id that is not a UUID cannot change the path.
    private func escaped(_ segment: String) -> String {
        guard !segment.utf8.allSatisfy(isUnreserved) else { return segment }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in segment.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
