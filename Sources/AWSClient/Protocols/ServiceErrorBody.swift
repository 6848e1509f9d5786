import HTTPTransport
import JSON

/// The error inside a response, as far as the body lets one find out. Whatever came, something clear comes of it.
struct ServiceErrorBody: Sendable, Equatable {
    var code: String
    var message: String
    var requestID: String?

    init(_ response: HTTPResponse, _ wireProtocol: AWSService.WireProtocol) {
        let headers = response.headers
        let headerRequestID = headers["x-amz-request-id"] ?? headers["x-amzn-RequestId"]
        let parsed: (code: String?, message: String?, requestID: String?) =
            switch wireProtocol {
            case .json: Self.json(response)
            case .restXML, .query: Self.xml(response.body)
            }
        code = parsed.code ?? "HTTP\(response.status)"
        message = parsed.message ?? (parsed.code == nil ? Self.excerpt(response) : "")
        requestID = headerRequestID ?? parsed.requestID
    }

    /// `{"__type": "prefix#Code", "message": …}`; the code may also be in `x-amzn-ErrorType`, with a `:` and a URI behind.
    private static func json(_ response: HTTPResponse) -> (String?, String?, String?) {
        let body = try? JSONDocument(response.body)
        /// Each member for itself: one of an unexpected type does not take the others with it.
        func text(_ name: String) -> String? { try? body?[name].string }
        let raw = response.headers["x-amzn-ErrorType"] ?? text("__type") ?? text("code")
        let code = raw.map { text in
            let name = text.split(separator: "#").last ?? ""
            return String(name.prefix { $0 != ":" })
        }
        return (code.flatMap { $0.isEmpty ? nil : $0 }, text("message") ?? text("Message"), nil)
    }

    /// S3: `<Error><Code/><Message/><RequestId/></Error>`; query services wrap it in `<ErrorResponse>` or
    /// `<Response><Errors>`.
    private static func xml(_ body: [UInt8]) -> (String?, String?, String?) {
        guard let root = XMLElement.parse(body) else { return (nil, nil, nil) }
        let error: XMLElement? = root.name == "Error" ? root : root["Error"] ?? root["Errors"]?["Error"]
        let requestID = error?.text(of: "RequestId") ?? root.text(of: "RequestId") ?? root.text(of: "RequestID")
        return (error?.text(of: "Code"), error?.text(of: "Message"), requestID)
    }

    /// A proxy's HTML, a load balancer's one line, or nothing.
    private static func excerpt(_ response: HTTPResponse) -> String {
        guard !response.body.isEmpty else { return "the answer has no body" }
        let text = String(decoding: response.body.prefix(200), as: UTF8.self)
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let type = response.headers["Content-Type"] ?? "no content type"
        return "the answer is not an error of the service (\(type)): \(line)"
    }
}
